namespace MeshRuntime.Protocol.Grpc;

/// <summary>
/// Ends a call because of what stands on its wire: a frame, a message, or a limit. Thrown by reading and writing, and turned into its status by
/// whoever runs the call; a handler has no need to catch it. What a method itself has to refuse is a <see cref="GrpcStatus"/> that it returns.
/// </summary>
/// <param name="status">How the call ends.</param>
/// <param name="inner">What was found; null when the status says it all.</param>
public sealed class GrpcException(GrpcStatus status, Exception? inner = null) : Exception(status.ToString(), inner)
{
    /// <param name="code">How the call ends.</param>
    /// <param name="message">What is wrong on the wire.</param>
    public GrpcException(GrpcCode code, string message)
        : this(new GrpcStatus(code, message))
    {
    }

    /// <summary>How the call ends.</summary>
    public GrpcStatus Status { get; } = status;
}
