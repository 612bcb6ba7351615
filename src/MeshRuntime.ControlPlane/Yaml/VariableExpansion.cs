using System.Text;
using MeshRuntime.ControlPlane.Validation;

namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>
/// Puts environment variables into the text of a Configuration before it is parsed, as Dapr does (Go's <c>os.ExpandEnv</c>): <c>$VAR</c> and
/// <c>${VAR}</c>, nothing for a variable that is unset, and a dollar that starts no name is dropped. Unlike Dapr it says so, leaves comment
/// lines alone, and remembers which line of the file each line came from.
/// </summary>
internal static class VariableExpansion
{
    public static SourceText Expand(SourceText source, Func<string, string?> environment, ProblemList problems)
    {
        if (!source.Text.Contains('$', StringComparison.Ordinal))
        {
            return source;
        }

        var text = new StringBuilder(source.Text.Length);
        var lines = new List<SourceLine>();
        var number = 0;
        foreach (var line in source.Text.AsSpan().EnumerateLines())
        {
            number++;
            if (number > 1)
            {
                text.Append('\n');
            }

            var start = text.Length;
            var expands = line.Contains('$') && !line.TrimStart().StartsWith('#');
            if (expands)
            {
                ExpandLine(line, text, environment, problems, new Place(source.File, number));
            }
            else
            {
                text.Append(line);
            }

            // A value may bring line ends of its own: all of its lines stand where the variable stands.
            var produced = 1 + CountLineEnds(text, start);
            lines.AddRange(Enumerable.Repeat(new SourceLine(number, expands), produced));
        }

        return new SourceText(source.File, text.ToString(), lines);
    }

    private static void ExpandLine(
        ReadOnlySpan<char> line, StringBuilder text, Func<string, string?> environment, ProblemList problems, Place place)
    {
        while (line.IndexOf('$') is >= 0 and var dollar)
        {
            text.Append(line[..dollar]);
            line = line[(dollar + 1)..];
            var name = NameAt(line, out var length);
            line = line[length..];
            if (name.Length == 0)
            {
                problems.Warning(
                    place, "", "a $ that starts no variable name is dropped", "write ${NAME}; a literal $ cannot be written in a Configuration");
            }
            else if (environment(name) is { } value)
            {
                text.Append(value);
            }
            else
            {
                problems.Warning(place, "", $"the variable {name} is not set: nothing is put in its place", $"set {name}, or write the value here");
            }
        }

        text.Append(line);
    }

    private static string NameAt(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        if (text is ['{', ..])
        {
            var end = text.IndexOf('}');
            length = Math.Max(1, end + 1);
            return end > 0 ? text[1..end].ToString() : "";
        }

        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'))
        {
            length++;
        }

        return text[..length].ToString();
    }

    private static int CountLineEnds(StringBuilder text, int start)
    {
        var count = 0;
        for (var i = start; i < text.Length; i++)
        {
            count += text[i] == '\n' ? 1 : 0;
        }

        return count;
    }
}
