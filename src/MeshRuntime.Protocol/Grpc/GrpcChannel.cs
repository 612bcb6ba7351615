using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Makes gRPC calls to one callee. For any number of threads.</summary>
public sealed class GrpcChannel
{
    private static readonly string UserAgent = $"meshruntime/{typeof(GrpcChannel).Assembly.GetName().Version?.ToString(3)} grpc";
    private static readonly MediaTypeHeaderValue ContentType = new(GrpcHeaders.ContentType);

    private readonly HttpMessageInvoker _http;
    private readonly Uri _origin;
    private readonly GrpcChannelOptions _options;

    /// <param name="http">Sends; must speak HTTP/2, and leave encodings and redirects alone. Stays the caller's.</param>
    /// <param name="origin">Scheme and authority of the callee.</param>
    /// <param name="options">What holds for every call.</param>
    public GrpcChannel(HttpMessageInvoker http, Uri origin, GrpcChannelOptions options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(options);
        _http = http;
        _origin = origin;
        _options = options;
    }

    /// <summary>Calls a method with one message in and one out. A failure is in the reply; nothing is thrown for it.</summary>
    /// <param name="method"><c>/package.Service/Method</c>.</param>
    /// <param name="request">The message.</param>
    /// <param name="parser">Of the answer.</param>
    /// <param name="call">What is said with it.</param>
    /// <param name="cancellation">Gives the call up: the callee is told, and the status is Cancelled.</param>
    public async ValueTask<GrpcReply<TResponse>> UnaryAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, GrpcCallOptions call, CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(call);
        HttpContent content;
        try
        {
            content = new ReadOnlyMemoryContent(new MessageWriter(call.IsCompressing, _options.MaxSendBytes).ToBytes(request));
        }
        catch (GrpcException tooLong)
        {
            return new GrpcReply<TResponse>(null, tooLong.Status, [], []);
        }

        await using var running = new GrpcCall(_http, RequestOf(method, content, call), upload: null, call, _options, cancellation);
        return await running.ReadOnlyOneAsync(parser);
    }

    /// <summary>Begins a call with any number of messages each way. Its headers leave at once, before any message.</summary>
    /// <param name="method"><c>/package.Service/Method</c>.</param>
    /// <param name="call">What is said with it.</param>
    /// <param name="cancellation">Gives the call up, whenever it fires before the end.</param>
    /// <returns>The call; whoever opens it disposes it, which gives it up when it has not ended.</returns>
    public GrpcCall Open(string method, GrpcCallOptions call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        var upload = new UploadContent();
        return new GrpcCall(_http, RequestOf(method, upload, call), upload, call, _options, cancellation);
    }

    private HttpRequestMessage RequestOf(string method, HttpContent content, GrpcCallOptions call)
    {
        if (!GrpcMethod.IsPath(method))
        {
            throw new ArgumentException($"\"{method}\" is not the path of a gRPC method, which is /package.Service/Method", nameof(method));
        }

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_origin, method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = ContentType;
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", UserAgent);
        request.Headers.TryAddWithoutValidation(GrpcHeaders.AcceptEncoding, GrpcHeaders.Readable);
        if (call.IsCompressing)
        {
            request.Headers.TryAddWithoutValidation(GrpcHeaders.Encoding, GrpcHeaders.Gzip);
        }

        if (call.Timeout is { } timeout)
        {
            request.Headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(timeout));
        }

        call.Metadata?.CopyTo(request);
        return request;
    }
}
