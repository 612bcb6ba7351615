namespace MeshRuntime.Sidecar.Options;

/// <summary>Says which names can be an app id or a namespace.</summary>
internal static class AppName
{
    /// <summary>The rule, in words.</summary>
    public const string Rule = "1 to 255 letters, digits, - or _";

    /// <summary>
    /// Whether the name can stand in a SPIFFE id's path, a file name and the address <c>app.namespace</c>. Narrower than Dapr, which
    /// forbids dots only: a slash or a percent sign would let one app's identity be read as another's.
    /// </summary>
    public static bool IsSegment(string name) => name.Length is > 0 and <= 255 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
