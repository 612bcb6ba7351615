using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace MeshRuntime.Api.Http;

/// <summary>Reads <c>/v1.0/publish/{pubsub}/{topic…}</c> and <c>/v1.0/publish/bulk/{pubsub}/{topic…}</c>. Slashes belong to the topic.</summary>
/// <param name="PubSub">Decoded.</param>
/// <param name="Topic">Decoded; may be empty.</param>
internal sealed record PublishPath(string PubSub, string Topic)
{
    private const string Prefix = "/v1.0/publish/";
    private const string AlphaBulk = "/v1.0-alpha1/publish/bulk/";
    private const string BulkSegment = "bulk/";

    public static bool IsPublish(ReadOnlySpan<char> path) =>
        path.StartsWith(Prefix, StringComparison.Ordinal) || path.StartsWith(AlphaBulk, StringComparison.Ordinal);

    /// <summary>True for the bulk form. A broker named "bulk" can be published to as long as its topic has no slash (Dapr).</summary>
    public static bool IsBulk(ReadOnlySpan<char> path) =>
        IsAlpha(path) || (path[Prefix.Length..].StartsWith(BulkSegment, StringComparison.Ordinal) && path[(Prefix.Length + BulkSegment.Length)..].Contains('/'));

    /// <summary>True for the path that Dapr's older clients use.</summary>
    public static bool IsAlpha(ReadOnlySpan<char> path) => path.StartsWith(AlphaBulk, StringComparison.Ordinal);

    /// <summary>Cuts and decodes a path; false when it names no topic at all, not even an empty one.</summary>
    /// <param name="path">As on the wire.</param>
    /// <param name="read">What it names.</param>
    /// <param name="problem">Set when an escape cannot be decoded.</param>
    public static bool TryRead(ReadOnlySpan<char> path, [NotNullWhen(true)] out PublishPath? read, out string? problem)
    {
        var rest = IsAlpha(path) ? path[AlphaBulk.Length..] : path[(Prefix.Length + (IsBulk(path) ? BulkSegment.Length : 0))..];
        (read, problem) = (null, null);
        var slash = rest.IndexOf('/');
        if (slash < 0)
        {
            return false;
        }

        if (BrokenEscape(rest) is { } broken)
        {
            problem = $"invalid URL escape \"{broken}\"";
            return false;
        }

        // The rules of forms, as in Dapr: a plus is a space.
        read = new PublishPath(WebUtility.UrlDecode(rest[..slash].ToString()), WebUtility.UrlDecode(rest[(slash + 1)..].ToString()));
        return true;
    }

    private static string? BrokenEscape(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOf('%'); i >= 0;)
        {
            var escape = text.Slice(i, Math.Min(3, text.Length - i));
            if (escape.Length < 3 || !char.IsAsciiHexDigit(escape[1]) || !char.IsAsciiHexDigit(escape[2]))
            {
                return escape.ToString();
            }

            var next = text[(i + 3)..].IndexOf('%');
            i = next < 0 ? -1 : i + 3 + next;
        }

        return null;
    }
}
