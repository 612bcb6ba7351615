using System.CommandLine;

namespace MeshRuntime.Cli.Commands;

/// <summary>Remembers how the help of each command is laid out: the heading of each option, and examples.</summary>
internal sealed class HelpPages
{
    public const string OtherOptions = "Options";

    private readonly Dictionary<Option, string> _headings = [];
    private readonly Dictionary<Command, List<(string Text, string Meaning)>> _examples = [];

    public void Group(Command command, string heading, Option option) => _headings[option] = heading;

    public void Example(Command command, string text, string meaning)
    {
        if (!_examples.TryGetValue(command, out var list))
            _examples[command] = list = [];
        list.Add((text, meaning));
    }

    public IReadOnlyList<(string Text, string Meaning)> Examples(Command command) => _examples.GetValueOrDefault(command) ?? [];

    /// <summary>The options of a command by heading, in the order in which they were added.</summary>
    public IEnumerable<IGrouping<string, Option>> Options(Command command) =>
        command.Options.Where(option => !option.Hidden).GroupBy(option => _headings.GetValueOrDefault(option, OtherOptions));
}
