namespace MeshRuntime.Protocol.Grpc;

/// <summary>What is said with one call.</summary>
public sealed record GrpcCallOptions
{
    /// <summary>No metadata, no deadline, no compression.</summary>
    public static GrpcCallOptions None { get; } = new();

    /// <summary>
    /// Sent beside the messages; null for nothing. Read when the call begins. Values of one name leave in one header with commas between them,
    /// which is how .NET's HTTP client writes headers; a callee sees bytes apart again, and texts as one.
    /// </summary>
    public GrpcMetadata? Metadata { get; init; }

    /// <summary>The time that the call has, told to the callee and kept here; null for any. Zero or less has passed already.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True to compress messages with gzip. The callee refuses them with Unimplemented when it cannot read that.</summary>
    public bool IsCompressing { get; init; }
}
