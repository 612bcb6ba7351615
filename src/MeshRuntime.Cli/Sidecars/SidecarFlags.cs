using System.Globalization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Reads the flags of a running sidecar from its command line.</summary>
internal sealed class SidecarFlags
{
    public const int DefaultHttpPort = 3500;
    public const int DefaultGrpcPort = 50001;

    private readonly Dictionary<string, string> _flags = new(StringComparer.Ordinal);

    /// <param name="arguments">The words after the program's name, in any of the forms -f v, --f v, --f=v, --f.</param>
    public SidecarFlags(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith('-'))
                continue;
            var word = arguments[i].TrimStart('-');
            var equals = word.IndexOf('=');
            if (equals >= 0)
                _flags[word[..equals]] = word[(equals + 1)..];
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-'))
                _flags[word] = arguments[++i];
            else
                _flags[word] = "true";
        }
    }

    public string? Text(string flag) => _flags.GetValueOrDefault(flag) is { Length: > 0 } value ? value : null;

    public int Number(string flag, int otherwise) =>
        int.TryParse(Text(flag), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    public bool IsOn(string flag, bool otherwise) => bool.TryParse(Text(flag), out var value) ? value : otherwise;
}
