using System.Diagnostics.CodeAnalysis;

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

        problem = EscapedText.Problem(rest);
        if (problem is not null)
        {
            return false;
        }

        read = new PublishPath(EscapedText.Decode(rest[..slash]), EscapedText.Decode(rest[(slash + 1)..]));
        return true;
    }
}
