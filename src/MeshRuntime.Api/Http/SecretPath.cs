namespace MeshRuntime.Api.Http;

/// <summary>
/// Reads <c>/v1.0/secrets/{store}/{name}</c> and <c>/v1.0/secrets/{store}/bulk</c>. A name is one segment: its own slashes are escaped. A secret that is
/// itself named "bulk" is out of reach, as in Dapr.
/// </summary>
/// <param name="Store">Decoded.</param>
/// <param name="Name">Decoded; null for all.</param>
internal readonly record struct SecretPath(string Store, string? Name)
{
    public const string Prefix = "/v1.0/secrets/";
    private const string Bulk = "bulk";

    /// <summary>Cuts and decodes a path that begins with <see cref="Prefix"/>; false when it names no secret.</summary>
    /// <param name="path">As on the wire.</param>
    /// <param name="read">What it names.</param>
    /// <param name="problem">Set when an escape cannot be decoded.</param>
    public static bool TryRead(ReadOnlySpan<char> path, out SecretPath read, out string? problem)
    {
        var rest = path[Prefix.Length..];
        (read, problem) = (default, null);
        var slash = rest.IndexOf('/');
        if (slash <= 0 || slash == rest.Length - 1 || rest[(slash + 1)..].Contains('/'))
        {
            return false;
        }

        problem = EscapedText.Problem(rest);
        if (problem is not null)
        {
            return false;
        }

        var name = rest[(slash + 1)..];
        read = new SecretPath(EscapedText.Decode(rest[..slash]), name is Bulk ? null : EscapedText.Decode(name));
        return true;
    }
}
