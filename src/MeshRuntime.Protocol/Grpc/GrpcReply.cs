namespace MeshRuntime.Protocol.Grpc;

/// <summary>How a call with one answer ended.</summary>
/// <typeparam name="T">The response message.</typeparam>
/// <param name="Message">The answer; null when the status is not Ok.</param>
/// <param name="Status">How it ended, here, on the way or there.</param>
/// <param name="Headers">What the callee sent before its answer; empty when it did not come so far.</param>
/// <param name="Trailers">What it sent with the status.</param>
public readonly record struct GrpcReply<T>(T? Message, GrpcStatus Status, GrpcMetadata Headers, GrpcMetadata Trailers)
    where T : class
{
    /// <summary>False when the callee said nothing at all, and the status is of our own making.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>True when there was no connection for the call, so that the callee cannot have seen it.</summary>
    public bool IsUnsent { get; init; }
}
