using Google.Protobuf;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>One method that a server answers: its path, and what it does. The four kinds differ in how many messages go each way.</summary>
public sealed class GrpcMethod
{
    private readonly Func<GrpcServerCall, ValueTask<GrpcStatus>> _run;

    private GrpcMethod(string path, Func<GrpcServerCall, ValueTask<GrpcStatus>> run)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!IsPath(path))
        {
            throw new ArgumentException($"\"{path}\" is not the path of a gRPC method, which is /package.Service/Method", nameof(path));
        }

        Path = path;
        _run = run;
    }

    /// <summary><c>/package.Service/Method</c>, as on the wire.</summary>
    public string Path { get; }

    /// <summary>One message in, one out.</summary>
    public static GrpcMethod Unary<TRequest, TResponse>(
        string path, MessageParser<TRequest> parser, Func<TRequest, GrpcServerCall, ValueTask<GrpcResult<TResponse>>> handle)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        new(path, async call => Answer(call, await handle(await call.ReadOnlyOneAsync(parser), call)));

    /// <summary>Many messages in, which the handler reads; one out.</summary>
    public static GrpcMethod ClientStream<TResponse>(string path, Func<GrpcServerCall, ValueTask<GrpcResult<TResponse>>> handle)
        where TResponse : class, IMessage<TResponse> =>
        new(path, async call => Answer(call, await handle(call)));

    /// <summary>One message in; many out, which the handler writes.</summary>
    public static GrpcMethod ServerStream<TRequest>(
        string path, MessageParser<TRequest> parser, Func<TRequest, GrpcServerCall, ValueTask<GrpcStatus>> handle)
        where TRequest : class, IMessage<TRequest> =>
        new(path, async call => await handle(await call.ReadOnlyOneAsync(parser), call));

    /// <summary>The handler reads and writes as it likes.</summary>
    public static GrpcMethod Duplex(string path, Func<GrpcServerCall, ValueTask<GrpcStatus>> handle) => new(path, handle);

    internal static bool IsPath(string path) => path.Split('/') is ["", { Length: > 0 }, { Length: > 0 }] && !path.AsSpan().ContainsAny('?', '#');

    internal ValueTask<GrpcStatus> RunAsync(GrpcServerCall call) => _run(call);

    private static GrpcStatus Answer<T>(GrpcServerCall call, GrpcResult<T> result)
        where T : class, IMessage<T>
    {
        if (result is { Status.IsOk: true, Message: { } message })
        {
            call.Answer = message;
        }

        return result.Status;
    }
}
