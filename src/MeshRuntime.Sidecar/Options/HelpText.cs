using System.Text;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Writes what <c>--help</c> prints, from the table of flags.</summary>
internal static class HelpText
{
    private const int Left = 50;
    private const int Width = 120;

    /// <summary>The whole text.</summary>
    public static string Render()
    {
        var text = new StringBuilder();
        text.Append($"meshd {BuildInfo.Version}: the sidecar. It lets its app call others by name, over mutual TLS.\n\n");
        text.Append("Usage: meshd --app-id <name> [--app-port <port>] [flags]\n\n");
        text.Append("Write --flag value or --flag=value; a switch takes its value only as --flag=false.\n");
        foreach (var group in FlagTable.All.GroupBy(flag => flag.Group))
        {
            text.Append($"\n{TitleOf(group.Key)}\n");
            foreach (var flag in group)
            {
                Row(text, $"--{flag.Name}{PlaceholderOf(flag)}", $"{flag.Help}{DetailsOf(flag)}");
            }
        }

        text.Append("\nEnvironment\n");
        foreach (var variable in SidecarEnvironment.All)
        {
            Row(text, variable.Name, variable.HasEffect ? variable.Help : $"{variable.Help} (no effect yet)");
        }

        return text.ToString();
    }

    private static string TitleOf(FlagGroup group) => group switch
    {
        FlagGroup.App => "The app",
        FlagGroup.ControlPlane => "Dapr's control plane",
        _ => group.ToString(),
    };

    private static string PlaceholderOf(Flag flag) => flag.Kind switch
    {
        FlagKind.Switch => "",
        FlagKind.Text => " <text>",
        FlagKind.Choice => " <word>",
        FlagKind.List => " <list>",
        FlagKind.Duration => " <duration>",
        FlagKind.Address => " <ip>",
        FlagKind.Addresses => " <ip,...>",
        _ => $" <{(flag.Unit.Length > 0 ? flag.Unit : "number")}>",
    };

    private static string DetailsOf(Flag flag)
    {
        var details = new List<string>();
        if (flag.Choices.Count > 0)
        {
            details.Add(string.Join(", ", flag.Choices));
        }

        // A switch that is off unless given needs no word about it.
        if (flag.Default is not ("" or "false"))
        {
            details.Add($"default {flag.Default}");
        }

        if (flag.ReplacedBy is not null)
        {
            details.Add($"deprecated: use --{flag.ReplacedBy}");
        }

        if (!flag.HasEffect)
        {
            details.Add("no effect yet");
        }

        return details.Count > 0 ? $" ({string.Join("; ", details)})" : "";
    }

    private static void Row(StringBuilder text, string left, string right)
    {
        text.Append("  ").Append(left.PadRight(Left - 2));
        var column = Left;
        foreach (var word in right.Split(' '))
        {
            if (column > Left && column + word.Length + 1 > Width)
            {
                text.Append('\n').Append(' ', Left);
                column = Left;
            }

            text.Append(column > Left ? " " : "").Append(word);
            column += word.Length + 1;
        }

        text.Append('\n');
    }
}
