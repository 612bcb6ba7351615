using System.Net;
using System.Net.Security;
using System.Text;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.DataPlane.App;

/// <summary>The connections to our own app, shared by everything that is sent to it: calls, events, questions of our own.</summary>
internal sealed class AppClient : IDisposable
{
    // Over HTTP/2 an answer over the limit ends the connection, and with it every other call on it: that is for attacks, not for large headers. gRPC
    // clients' own limit is 8 to 16 KB. As on the gRPC port.
    private const int MinHttp2HeaderBytes = 64 * 1024;

    /// <param name="app">Where it listens.</param>
    /// <param name="connect">Opens a connection; null for a socket.</param>
    public AppClient(AppTarget app, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        Target = app;
        Limit = app.MaxConcurrency is { } most ? new AppLimit(most) : null;
        Origin = (app.Protocol is AppProtocol.Https or AppProtocol.Grpcs ? "https://" : "http://") + app.Authority;
        Version = app.Protocol is AppProtocol.Http or AppProtocol.Https ? HttpVersion.Version11 : HttpVersion.Version20;
        Http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = connect,
            MaxConnectionsPerServer = app.MaxConnections,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = Math.Max(1, (Version.Major == 1 ? app.MaxHeaderBytes : Math.Max(app.MaxHeaderBytes, MinHttp2HeaderBytes)) / 1024),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,

            // The app's certificate proves nothing that loopback does not: it is self-signed as a rule (contract 2.5).
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        });
    }

    public AppTarget Target { get; }

    /// <summary>How many calls it takes at once; null for any number.</summary>
    public AppLimit? Limit { get; }

    /// <summary>Scheme and authority.</summary>
    public string Origin { get; }

    /// <summary>The version of HTTP that it speaks.</summary>
    public Version Version { get; }

    public HttpMessageInvoker Http { get; }

    /// <summary>True when it speaks HTTP rather than gRPC.</summary>
    public bool IsHttp => Target.Protocol is not (AppProtocol.Grpc or AppProtocol.Grpcs);

    /// <summary>The same connections for gRPC.</summary>
    public GrpcChannel Grpc => new(Http, new Uri(Origin), new GrpcChannelOptions());

    /// <summary>A request of the sidecar's own, with the app's token.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="path">Begins with a slash; written as it is.</param>
    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(Origin + path))
        {
            Version = Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (Target.Token is { } token)
        {
            request.Headers.TryAddWithoutValidation(MeshNames.ApiToken, token);
        }

        return request;
    }

    /// <summary>True for the exceptions with which the client says that the app did not answer.</summary>
    public static bool IsSendFailure(Exception failure) =>
        failure is HttpRequestException or OperationCanceledException or IOException or UriFormatException;

    /// <summary>What to tell of such an exception.</summary>
    public string Explain(Exception failure) => $"the app at {Target.Authority} did not answer: {SendFailure.ReasonOf(failure)}";

    public void Dispose() => Http.Dispose();
}
