using Grpc.Core;
using Grpc.Net.Client;

namespace MeshRuntime.Client;

/// <summary>The wire to the sidecar's gRPC API. Connects when it is first used.</summary>
internal sealed class SidecarGrpc(SidecarAddress address) : IDisposable
{
    private readonly Lazy<GrpcChannel> _channel = new(() => Open(address));

    public string Address => address.Grpc.GetLeftPart(UriPartial.Authority);

    /// <summary>Begins a stream in both directions, with the token.</summary>
    public AsyncDuplexStreamingCall<TRequest, TAnswer> Begin<TRequest, TAnswer>(Method<TRequest, TAnswer> method, CancellationToken cancellationToken)
        where TRequest : class
        where TAnswer : class
    {
        Metadata headers = [];
        if (address.ApiToken.Length > 0)
        {
            headers.Add(SidecarRequests.TokenHeader, address.ApiToken);
        }

        return _channel.Value.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions(headers, cancellationToken: cancellationToken));
    }

    public void Dispose()
    {
        if (_channel.IsValueCreated)
        {
            _channel.Value.Dispose();
        }
    }

    private static GrpcChannel Open(SidecarAddress address) => GrpcChannel.ForAddress(address.Grpc, new GrpcChannelOptions
    {
        HttpHandler = NewHandler(address.Grpc),
        DisposeHttpClient = true,

        // The sidecar has a limit of its own (--max-body-size), and says so.
        MaxReceiveMessageSize = null,
        MaxSendMessageSize = null,
    });

    /// <summary>A handler that notices when a stream's other end is gone without a word. Pings more often than every 8 s are refused by daprd.</summary>
    public static SocketsHttpHandler NewHandler(Uri endpoint)
    {
        var handler = SidecarHttp.NewHandler(endpoint);
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        return handler;
    }
}
