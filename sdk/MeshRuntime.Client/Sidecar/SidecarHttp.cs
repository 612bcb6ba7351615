using System.Net;

namespace MeshRuntime.Client;

/// <summary>
/// The wire to the sidecar's HTTP API. Trace context travels by itself: <see cref="SocketsHttpHandler"/> writes that of
/// <see cref="System.Diagnostics.Activity.Current"/>.
/// </summary>
internal sealed class SidecarHttp(SidecarAddress address, MeshClientOptions options) : IDisposable
{
    // Not HttpClient, which adds a time limit, a registration and an async method to every call.
    private readonly HttpMessageInvoker _invoker = new(options.Handler ?? NewHandler(address.Http), disposeHandler: options.Handler is null);
    private volatile bool _isDisposed;

    public SidecarRequests Requests { get; } = new(address, options.AsksWhy);

    public TimeProvider Time { get; } = options.TimeProvider;

    /// <summary>A handler for a sidecar: no redirects, cookies or decompression, since what an app answers is the caller's; no proxy before a sidecar on the same host.</summary>
    public static SocketsHttpHandler NewHandler(Uri endpoint) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !endpoint.IsLoopback,
        AutomaticDecompression = DecompressionMethods.None,

        // A sidecar is near: what has not connected by then is not there.
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Sends; the task ends with the head of the answer. What it throws is for <see cref="CallFailure"/> to read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    /// <exception cref="ObjectDisposedException">The client is.</exception>
    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, typeof(MeshClient));

    public void Dispose()
    {
        _isDisposed = true;
        _invoker.Dispose();
    }
}
