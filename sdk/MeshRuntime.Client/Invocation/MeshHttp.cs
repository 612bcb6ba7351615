namespace MeshRuntime.Client;

/// <summary>
/// For code that wants an <see cref="HttpClient"/>: its requests go to one app, through the sidecar. Statuses and exceptions are those of <see cref="HttpClient"/>; so an
/// error of the sidecar is an answer with status 500, and its body says what was wrong.
/// </summary>
public static class MeshHttp
{
    /// <summary>A client whose paths are the app's: <c>client.GetFromJsonAsync&lt;Order&gt;("/orders/7")</c>. Keep it: it holds the connections.</summary>
    /// <param name="appId">The app's id.</param>
    /// <param name="options">Where the sidecar is. Null: what the environment says.</param>
    /// <exception cref="ArgumentException">No app can have such an id.</exception>
    /// <exception cref="InvalidOperationException">An environment variable cannot be read; the message names it and says what it should be.</exception>
    public static HttpClient For(string appId, MeshClientOptions? options = null)
    {
        var address = SidecarAddress.Of(options ??= new MeshClientOptions());
        var handler = NewHandler(appId, options, address, options.Handler ?? SidecarHttp.NewHandler(address.Http));
        return new HttpClient(handler, disposeHandler: options.Handler is null) { BaseAddress = address.Http };
    }

    /// <summary>
    /// A handler that does the same, for <c>IHttpClientFactory</c>: <c>services.AddHttpClient&lt;Shop&gt;(client =&gt; client.BaseAddress = new("http://orders"))
    /// .AddHttpMessageHandler(() =&gt; MeshHttp.HandlerFor("orders"))</c>. The host in the base address means nothing. It has no inner handler; give it one to use it alone.
    /// </summary>
    /// <param name="appId">The app's id.</param>
    /// <param name="options">Where the sidecar is. Null: what the environment says.</param>
    /// <exception cref="ArgumentException">No app can have such an id.</exception>
    /// <exception cref="InvalidOperationException">An environment variable cannot be read; the message names it and says what it should be.</exception>
    public static DelegatingHandler HandlerFor(string appId, MeshClientOptions? options = null) =>
        NewHandler(appId, options ??= new MeshClientOptions(), SidecarAddress.Of(options), null);

    private static AppHandler NewHandler(string appId, MeshClientOptions options, SidecarAddress address, HttpMessageHandler? inner)
    {
        var handler = new AppHandler(new AppRoute(new SidecarRequests(address, options.AsksWhy), appId));
        if (inner is not null)
        {
            handler.InnerHandler = inner;
        }

        return handler;
    }
}
