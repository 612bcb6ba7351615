using System.Net;
using System.Net.Http.Json;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.SdkTests.Invocation;

/// <summary>Through real sidecars.</summary>
public sealed class MeshInvocationTests(SharedMesh mesh) : SharedMeshTest(mesh)
{
    private static readonly MeshRequest Get = new() { Method = HttpMethod.Get, Path = "/orders/7" };

    private Workload? _orders;
    private SidecarHandle? _shop;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private MeshClientOptions Options => StubSidecar.OptionsFor(_shop!.HttpPort, _shop.GrpcPort);

    public override async ValueTask InitializeAsync()
    {
        _orders = await Mesh.AppAsync("orders");
        _shop = await Mesh.SidecarAsync("shop");
        _orders.App.Forget();
        _orders.App.Answer = context => StubSidecar.AnswerAsync(context, 200, """{"id":7,"item":"tea"}""");
    }

    [Fact]
    public async Task TypedCall_ReachesTheOtherApp()
    {
        using var client = new MeshClient(Options);

        Assert.Equal(new Order(7, "tea"), await client.App("orders").InvokeAsync(Get, TestJson.Default.Order, Ct));

        Assert.Equal("/orders/7", _orders!.App.Only.Target);
        Assert.Equal("shop", _orders.App.Only.Header("dapr-caller-app-id"));
    }

    /// <summary>With the form of a header these would be the sidecar's own.</summary>
    [Theory]
    [InlineData("GET", "/v1.0/metadata")]
    [InlineData("POST", "/v1.0/shutdown")]
    [InlineData("POST", "/v1.0/publish/bus/x")]
    public async Task PathOfTheSidecarsApi_ReachesTheApp(string method, string path)
    {
        using var client = new MeshClient(Options);

        await client.App("orders").InvokeAsync(new MeshRequest { Method = HttpMethod.Parse(method), Path = path }, Ct);

        Assert.Equal($"{method} {path}", $"{_orders!.App.Only.Method} {_orders.App.Only.Target}");
        Assert.False(_shop!.HasExited);
    }

    [Fact]
    public async Task UnknownApp_IsTheSidecarsError()
    {
        using var client = new MeshClient(Options);

        var e = await Assert.ThrowsAsync<MeshException>(() => client.App("nobody").TryInvokeAsync(Get, TestJson.Default.Order, Ct));

        Assert.Equal((HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE", "nobody"), (e.Status, e.ErrorCode, e.Target));
        Assert.NotEmpty(e.Why);
    }

    [Fact]
    public async Task AppsOwnError_SaysWhy_WhenAsked()
    {
        _orders!.App.Answer = context => StubSidecar.AnswerAsync(context, 410, "gone", "text/plain");
        var options = Options;
        options.AsksWhy = true;
        using var client = new MeshClient(options);

        var e = await Assert.ThrowsAsync<MeshException>(() => client.App("orders").InvokeAsync(Get, Ct));

        Assert.Equal((HttpStatusCode.Gone, "", "gone"), (e.Status, e.ErrorCode, e.Details));
        Assert.NotEmpty(e.Why);
    }

    [Fact]
    public async Task Stream_ComesThrough_ValueByValue()
    {
        var read = new SemaphoreSlim(0);
        _orders!.App.Answer = async context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            for (var i = 1; i <= 3; i++)
            {
                await context.Response.WriteAsync($"{{\"id\":{i},\"item\":\"x\"}}\n");
                await context.Response.Body.FlushAsync();
                await read.WaitAsync(context.RequestAborted);
            }
        };
        using var client = new MeshClient(Options);

        var ids = new List<int>();
        await foreach (var order in client.App("orders").StreamAsync(Get with { Timeout = Wait.Patience }, TestJson.Default.Order, Ct))
        {
            ids.Add(order.Id);
            read.Release();
        }

        Assert.Equal([1, 2, 3], ids);
    }

    [Theory]
    [InlineData("/orders/7?x=1")]
    [InlineData("orders/7?x=1")]
    public async Task HttpClient_SpeaksToTheApp(string path)
    {
        using var http = MeshHttp.For("orders", Options);

        Assert.Equal(new Order(7, "tea"), await http.GetFromJsonAsync(path, TestJson.Default.Order, Ct));

        Assert.Equal("/orders/7?x=1", _orders!.App.Only.Target);
    }

    [Fact]
    public async Task HttpClientOfAFactory_SpeaksToTheApp()
    {
        await using var services = new ServiceCollection().AddHttpClient("orders", client => client.BaseAddress = new Uri("http://orders"))
            .AddHttpMessageHandler(() => MeshHttp.HandlerFor("orders", Options)).Services.BuildServiceProvider();
        using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient("orders");

        using var answer = await http.PostAsJsonAsync("/orders", new Order(1, "tea"), TestJson.Default.Order, Ct);

        Assert.Equal("POST /orders", $"{_orders!.App.Only.Method} {_orders.App.Only.Target}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task HttpClient_OfAnUnknownApp_GetsTheSidecarsError()
    {
        using var http = MeshHttp.For("nobody", Options);

        using var answer = await http.GetAsync("/x", Ct);

        Assert.Contains("ERR_DIRECT_INVOKE", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }
}
