using System.Buffers;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Reads one label of <c>--endpoint-labels</c>, <c>name=value</c>.</summary>
internal static class EndpointLabel
{
    /// <summary>The form, for messages.</summary>
    public const string Rule = "name=value, separated by commas, such as zone=a,version=2; a name has letters, digits, '-', '_' and '.', both parts up to 64";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The two parts; null when it has another form.</summary>
    public static KeyValuePair<string, string>? Read(string text) =>
        text.Split('=', 2) is [{ Length: > 0 and <= MaxLength } name, { Length: <= MaxLength } value]
        && !name.AsSpan().ContainsAnyExcept(NameCharacters) && !value.Any(char.IsControl)
            ? KeyValuePair.Create(name, value)
            : null;
}
