using System.Net;
using System.Net.Sockets;
using System.Text;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Security;

namespace MeshRuntime.DataPlane.Outbound;

/// <summary>
/// The connections to the sidecars of one target. One pool for each target, because the identity that a certificate must show is the target's:
/// a connection can never serve a call to another app.
/// </summary>
internal sealed class PeerConnections : IDisposable
{
    // Long enough for a busy host, short enough that a call to a dead one can still go elsewhere.
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    // A peer that vanished without a word (cable, power) is noticed within 8 s: ping after 3 s of silence, 3 s for the answer, and the handler looks
    // only once a second: 8.8 s were measured under load with a ping after 4 s.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(3);

    private readonly PeerTls? _tls;
    private readonly WorkloadIdentity _expected;
    private readonly TimeProvider _time;
    private readonly FailedConnects _failures;

    /// <param name="tls">Our certificates; null when mTLS is off.</param>
    /// <param name="expected">Who the other end has to be.</param>
    /// <param name="time">Limits how long a connection may take to open.</param>
    public PeerConnections(PeerTls? tls, WorkloadIdentity expected, TimeProvider time)
    {
        _tls = tls;
        _expected = expected;
        _time = time;
        _failures = new FailedConnects(time);
        Scheme = tls is null ? "http://" : "https://";
        Client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            ConnectTimeout = Timeout.InfiniteTimeSpan, // ConnectAsync has the limit, and can tell it from a caller that went away
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingLimit,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(3), // Dapr's DAPR_GRPC_MAX_CONN_IDLE
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        });
    }

    /// <summary>Sends requests to any endpoint of the target.</summary>
    public HttpMessageInvoker Client { get; }

    /// <summary>Scheme of the URLs, up to the authority.</summary>
    public string Scheme { get; }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        _failures.ThrowIfJustFailed(context.DnsEndPoint);
        using var limit = new CancellationTokenSource(ConnectLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return _tls is null ? stream : await _tls.AuthenticateAsClientAsync(stream, _expected, either.Token);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (cancellation.IsCancellationRequested)
            {
                throw;
            }

            failure = limit.IsCancellationRequested ? new IOException($"no connection within {ConnectLimit.TotalSeconds:0} s") : failure;
            _failures.Remember(context.DnsEndPoint, failure);
            throw failure;
        }
    }
}
