namespace MeshRuntime.Client;

/// <summary>
/// An app's way to its sidecar: calls other apps, publishes, subscribes, reads secrets, asks how the sidecar is. Speaks to <c>meshd</c> and to Dapr's <c>daprd</c>. Make one
/// and keep it: it holds the connections. Safe for concurrent use.
/// </summary>
public sealed class MeshClient : IAsyncDisposable, IDisposable
{
    private readonly SidecarHttp _http;
    private readonly MeshJson _json;

    /// <summary>Makes a client. It connects when it is first used.</summary>
    /// <param name="options">Where the sidecar is. Null: what the environment says, which <c>mesh run</c> and <c>dapr run</c> set.</param>
    /// <exception cref="InvalidOperationException">An environment variable cannot be read; the message names it and says what it should be.</exception>
    /// <exception cref="ArgumentException">An address in the options is none of HTTP.</exception>
    public MeshClient(MeshClientOptions? options = null)
    {
        options ??= new MeshClientOptions();
        var address = SidecarAddress.Of(options);
        _http = new SidecarHttp(address, options);
        _json = options.Json;
    }

    /// <summary>A client of one app. Keep it where calls are many: it costs two strings.</summary>
    /// <param name="appId">The app's id, such as <c>orders</c>; with a namespace <c>orders.production</c>.</param>
    /// <exception cref="ArgumentException">No app can have such an id.</exception>
    public AppClient App(string appId) => new(_http, appId, _json);

    /// <summary>A client of a service that an interface with <see cref="MeshServiceAttribute"/> describes, at the app that the attribute names.</summary>
    public T Service<T>()
        where T : class, IMeshService<T> => Service<T>(T.AppId);

    /// <summary>A client of a service that an interface with <see cref="MeshServiceAttribute"/> describes, at another app.</summary>
    /// <param name="appId">The app's id.</param>
    /// <exception cref="ArgumentException">No app can have such an id.</exception>
    public T Service<T>(string appId)
        where T : class, IMeshService<T> => T.CreateClient(App(appId));

    /// <summary>Closes the connections. What is under way ends with an exception.</summary>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
