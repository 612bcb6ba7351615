using System.CommandLine;
using System.CommandLine.Invocation;

namespace MeshRuntime.Cli.Commands;

/// <summary>Prints the help of a command: usage, examples, then options under their headings.</summary>
internal sealed class HelpPrinter(HelpPages pages) : SynchronousCommandLineAction
{
    private const int NarrowestText = 40;
    private const int WidestPage = 110;
    private const string Indent = "  ";

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var width = Console.IsOutputRedirected ? WidestPage : Math.Min(WidestPage, Math.Max(60, Console.WindowWidth));
        Print(parseResult.CommandResult.Command, output, width);
        return ExitCodes.Done;
    }

    internal void Print(Command command, TextWriter output, int width)
    {
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"Usage:{Environment.NewLine}{Indent}{Usage(command)}");
        Table(output, "Commands", [.. command.Subcommands.Select(sub => (sub.Name, sub.Description ?? ""))], width);
        Table(output, "Examples", pages.Examples(command), width);
        foreach (var group in pages.Options(command))
            Table(output, group.Key, [.. group.Select(option => (Names(option), option.Description ?? ""))], width);
    }

    /// <summary>A command as it is typed: <c>mesh queue ls</c>.</summary>
    internal static string WordsOf(Command command) =>
        command is RootCommand ? "mesh" : $"{command.Parents.OfType<Command>().Select(WordsOf).FirstOrDefault("mesh")} {command.Name}";

    private static string Usage(Command command)
    {
        var words = new List<string> { WordsOf(command) };
        if (command.Subcommands.Count > 0)
            words.Add("<command>");
        if (command.Options.Count > 0)
            words.Add("[options]");
        words.AddRange(command.Arguments.Select(argument => argument.Name == "command" ? "[-- <command>]" : $"[<{argument.Name}>…]"));
        return string.Join(' ', words);
    }

    private static string Names(Option option)
    {
        var alias = option.Aliases.FirstOrDefault(name => name.Length == 2);
        var names = alias is null ? "    " + option.Name : $"{alias}, {option.Name}";
        return string.IsNullOrEmpty(option.HelpName) ? names : $"{names} <{option.HelpName}>";
    }

    private static void Table(TextWriter output, string title, IReadOnlyList<(string Left, string Right)> rows, int width)
    {
        if (rows.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine(title + ":");
        var column = rows.Max(row => row.Left.Length) + 2;
        foreach (var (left, right) in rows)
        {
            var lines = Wrap(right, Math.Max(NarrowestText, width - Indent.Length - column)).ToList();
            output.WriteLine($"{Indent}{left.PadRight(column)}{lines[0]}");
            foreach (var line in lines.Skip(1))
                output.WriteLine($"{Indent}{"".PadRight(column)}{line}");
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
