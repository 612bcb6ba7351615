using MeshRuntime.AspNetCore;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.AspNetCore;

/// <summary>The app <c>orders</c> with a token, its sidecar, and the sidecar of a caller; for all tests of a class.</summary>
public sealed class OrdersMesh : IAsyncLifetime
{
    private readonly MeshBed _bed = new();
    private MeshApp? _app;
    private MeshClient? _client;

    internal string Logs => _bed.Logs();

    /// <summary>A client at the caller's sidecar.</summary>
    internal MeshClient Client => _client!;

    /// <summary>What the app answers <c>GetAsync</c> with.</summary>
    internal Func<string, CancellationToken, Task<Order?>> Get { get; set; } = (id, _) => Task.FromResult<Order?>(new Order(id, 7));

    /// <summary>What the app answers <c>WatchAsync</c> with.</summary>
    internal Func<int, CancellationToken, IAsyncEnumerable<Order>> Watch { get; set; } = new Orders().Watch;

    public async ValueTask InitializeAsync()
    {
        const string token = "the-token";
        _app = await MeshApp.StartAsync(web => web.MapMeshService<IOrders>(new Orders
        {
            Get = (id, cancellation) => Get(id, cancellation),
            Watch = (count, cancellation) => Watch(count, cancellation),
        }), appToken: token);
        var sidecars = await Task.WhenAll(
            _app.SidecarAsync(_bed, new SidecarSetup("orders").WithEnvironment("APP_API_TOKEN", token)),
            _bed.SidecarAsync("shop"));
        _client = new MeshClient(new MeshClientOptions { HttpEndpoint = new Uri($"http://127.0.0.1:{sidecars[1].HttpPort}"), AppId = "", ApiToken = "" });
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        await _bed.DisposeAsync();
    }
}
