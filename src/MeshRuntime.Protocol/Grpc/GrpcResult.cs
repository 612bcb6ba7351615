namespace MeshRuntime.Protocol.Grpc;

/// <summary>What a method with one answer returns: the message, or the status of its failure. Both convert to it.</summary>
/// <typeparam name="T">The response message.</typeparam>
public readonly record struct GrpcResult<T>
    where T : class
{
    private readonly GrpcStatus? _status;

    private GrpcResult(T? message, GrpcStatus? status)
    {
        Message = message;
        _status = status;
    }

    /// <summary>The answer; null when the call failed.</summary>
    public T? Message { get; }

    /// <summary>Ok with a message; without one, why there is none.</summary>
    public GrpcStatus Status => _status switch
    {
        { IsOk: false } failure => failure,
        _ when Message is not null => GrpcStatus.Ok,
        _ => new GrpcStatus(GrpcCode.Internal, "the method ended without a message and without a failure"),
    };

    /// <summary>Succeeds with a message.</summary>
    public static implicit operator GrpcResult<T>(T message) => new(message, null);

    /// <summary>Fails.</summary>
    public static implicit operator GrpcResult<T>(GrpcStatus failure) => new(null, failure);
}
