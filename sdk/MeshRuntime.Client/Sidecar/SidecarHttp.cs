using System.Net;

namespace MeshRuntime.Client;

/// <summary>
/// The wire to the sidecar's HTTP API: connections, token, trace context. It knows nothing of what is asked. Trace context travels by itself:
/// <see cref="SocketsHttpHandler"/> writes that of <see cref="System.Diagnostics.Activity.Current"/>.
/// </summary>
internal sealed class SidecarHttp : IDisposable
{
    /// <summary>The header that names a target. It beats the path, so a caller's own must not pass.</summary>
    public const string TargetHeader = "dapr-app-id";

    /// <summary>The header with the account of an answer.</summary>
    public const string WhyHeader = "mesh-why";

    /// <summary>The header with the sidecar's token.</summary>
    public const string TokenHeader = "dapr-api-token";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpMessageInvoker _invoker;
    private readonly string _token;
    private readonly bool _asksWhy;

    public SidecarHttp(SidecarAddress address, MeshClientOptions options)
    {
        Address = address.Http.GetLeftPart(UriPartial.Authority);
        Time = options.TimeProvider;
        _token = address.ApiToken;
        _asksWhy = options.AsksWhy;
        _invoker = new HttpMessageInvoker(NewHandler(address.Http));
    }

    /// <summary>Scheme, host and port.</summary>
    public string Address { get; }

    public TimeProvider Time { get; }

    /// <summary>A handler for a sidecar: no redirects, cookies or decompression, since what an app answers is the caller's; no proxy before a sidecar on the same host.</summary>
    public static SocketsHttpHandler NewHandler(Uri endpoint) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !endpoint.IsLoopback,
        AutomaticDecompression = DecompressionMethods.None,
        // A sidecar is near: what has not connected by then is not there.
        ConnectTimeout = TimeSpan.FromSeconds(10),
        EnableMultipleHttp2Connections = true,
    };

    /// <summary>An address below the sidecar's, every character as it is given.</summary>
    /// <param name="address">Begins with <see cref="Address"/>.</param>
    public static Uri Uri(string address) => new(address, AsWritten);

    /// <summary>A request to the sidecar's own API.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Escaped, with a leading slash.</param>
    public HttpRequestMessage Request(HttpMethod method, string path) => Stamp(new HttpRequestMessage(method, Uri(Address + path)));

    /// <summary>Makes a request of the caller's making go where we say: a target or token of its own would beat ours.</summary>
    public HttpRequestMessage Claim(HttpRequestMessage request)
    {
        request.Headers.Remove(TargetHeader);
        request.Headers.Remove(TokenHeader);
        return Stamp(request);
    }

    /// <summary>Adds what the sidecar wants to see on every request.</summary>
    public HttpRequestMessage Stamp(HttpRequestMessage request)
    {
        if (_token.Length > 0)
        {
            request.Headers.TryAddWithoutValidation(TokenHeader, _token);
        }

        if (_asksWhy)
        {
            request.Headers.TryAddWithoutValidation(WhyHeader, "true");
        }

        return request;
    }

    /// <summary>Sends; the task ends with the head of the answer. What it throws is for <see cref="CallFailure"/> to read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();
}
