using System.Globalization;
using System.Net.Http.Json;
using BenchmarkDotNet.Attributes;
using MeshRuntime.Client;

namespace MeshRuntime.SdkBench;

/// <summary>
/// A typed call, and what somebody would write without this library: the same request to the same address by <see cref="HttpClient"/>. Both read the answer by the same
/// generated JSON; the id goes round, so that both write a path for each call.
/// </summary>
[MemoryDiagnoser]
public class CallCost
{
    private const int Calls = 200;

    private CannedServer? _server;
    private HttpClient _http = new();
    private MeshClient? _mesh;
    private AppClient? _orders;

    [GlobalSetup]
    public void Begin()
    {
        _server = new CannedServer();
        _http = new HttpClient { BaseAddress = _server.Address };
        _mesh = new MeshClient(new MeshClientOptions { HttpEndpoint = _server.Address, ApiToken = "", AppId = "" });
        _orders = _mesh.App("orders");
    }

    [GlobalCleanup]
    public void End()
    {
        _mesh?.Dispose();
        _http.Dispose();
        _server?.Dispose();
    }

    /// <summary>By hand, with the path form of the API.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public async Task HttpClientAlone()
    {
        for (var i = 0; i < Calls; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/v1.0/invoke/orders/method/orders/{i}");
            await _http.GetFromJsonAsync(path, OrderJson.Default.Order);
        }
    }

    /// <summary>As a generated client does it.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public async Task TypedCall()
    {
        for (var i = 0; i < Calls; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/orders/{i}");
            await _orders!.InvokeAsync(new MeshRequest { Method = HttpMethod.Get, Path = path }, OrderJson.Default.Order);
        }
    }

    /// <summary>With a time limit and a token that can be cancelled, as a server's handler has.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public async Task TypedCallWithLimit()
    {
        using var caller = new CancellationTokenSource();
        for (var i = 0; i < Calls; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/orders/{i}");
            await _orders!.InvokeAsync(
                new MeshRequest { Method = HttpMethod.Get, Path = path, Timeout = TimeSpan.FromSeconds(5) }, OrderJson.Default.Order, caller.Token);
        }
    }
}
