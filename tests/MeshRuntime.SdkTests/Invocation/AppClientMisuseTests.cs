using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Invocation;

/// <summary>What a caller's own mistake looks like: never like the network's.</summary>
public sealed class AppClientMisuseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BodySentTwice_IsNamed()
    {
        await using var stub = await StubSidecar.StartAsync(200, "{}");
        var request = new MeshRequest { Method = HttpMethod.Post, Path = "/orders", Content = MeshJson.Content(new Order(1, "tea"), TestJson.Default.Order) };
        await stub.Orders.InvokeAsync(request, Ct);

        foreach (var call in new Func<Task>[]
        {
            () => stub.Orders.InvokeAsync(request, Ct),
            () => stub.Orders.InvokeAsync(request, TestJson.Default.Order, Ct),
            () => stub.Orders.TryInvokeAsync(request, TestJson.Default.Order, Ct),
            () => stub.Orders.StreamAsync(request, TestJson.Default.Order, Ct).ToListAsync(Ct).AsTask(),
        })
        {
            var e = await Assert.ThrowsAsync<InvalidOperationException>(call);
            Assert.Contains("make a new MeshRequest.Content for each call", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task EmptyRequest_IsNamed()
    {
        await using var stub = await StubSidecar.StartAsync(200);

        var e = await Assert.ThrowsAsync<ArgumentException>(() => stub.Orders.InvokeAsync(default, Ct));

        Assert.Contains("MeshRequest.Method and MeshRequest.Path", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposedClient_SaysSo()
    {
        var mesh = new MeshClient(StubSidecar.OptionsFor(1));
        var orders = mesh.App("orders");
        mesh.Dispose();
        var get = new MeshRequest { Method = HttpMethod.Get, Path = "/" };
        using var raw = new HttpRequestMessage(HttpMethod.Get, "/");

        foreach (var call in new Func<Task>[]
        {
            () => orders.InvokeAsync(get, Ct),
            () => orders.SendAsync(raw, Ct),
            () => mesh.GetMetadataAsync(Ct),
            () => mesh.PublishBytesAsync("bus", "orders", default, "text/plain", cancellationToken: Ct),
            () => mesh.SubscribeAsync("bus", "orders", (_, _) => Task.FromResult(EventOutcome.Success), cancellationToken: Ct),
        })
        {
            Assert.Equal(typeof(MeshClient).FullName, (await Assert.ThrowsAsync<ObjectDisposedException>(call)).ObjectName);
        }
    }
}
