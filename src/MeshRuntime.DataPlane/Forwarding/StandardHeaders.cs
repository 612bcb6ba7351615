using System.Collections.Frozen;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Headers that HTTP itself gives a meaning. As metadata of a gRPC call they would be taken for the call's own, so they get a prefix.</summary>
public static class StandardHeaders
{
    // Dapr's list.
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "accept", "accept-charset", "accept-language", "accept-ranges", "cache-control", "connection", "content-length", "content-type", "cookie",
        "date", "expect", "from", "host", "if-match", "if-modified-since", "if-none-match", "if-schedule-tag-match", "if-unmodified-since",
        "keep-alive", "max-forwards", "origin", "pragma", "proxy-connection", "referer", "transfer-encoding", "upgrade", "via", "warning");

    /// <summary>True for such a header.</summary>
    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>The name as metadata: <c>Accept</c> becomes <c>dapr-accept</c>; others keep theirs.</summary>
    public static string AsMetadata(string name) => Names.Contains(name) ? "dapr-" + name : name;
}
