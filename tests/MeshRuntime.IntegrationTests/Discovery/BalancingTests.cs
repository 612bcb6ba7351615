namespace MeshRuntime.IntegrationTests.Discovery;

/// <summary>Several instances of one app share its calls.</summary>
public sealed class BalancingTests : MeshTest
{
    [Fact]
    public async Task ThreeInstances_ShareTheCalls()
    {
        var orders = new[] { await Bed.AppAsync("orders"), await Bed.AppAsync("orders"), await Bed.AppAsync("orders") };
        var client = await Bed.SidecarAsync("client");
        await UntilAllAreCalledAsync(client, orders);
        var before = orders.Select(instance => instance.App.Requests.Count).ToArray();

        for (var i = 0; i < 300; i++)
        {
            Assert.Equal("hello from orders", await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x"));
        }

        // Fair shares are 100 each; a random choice strays from that by 30 once in some ten thousand runs.
        Assert.All(orders.Zip(before), pair => Assert.InRange(pair.First.App.Requests.Count - pair.Second, 50, 200));
    }

    [Fact]
    public async Task InstanceThatComesLater_GetsItsShare()
    {
        var first = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x");

        var second = await Bed.AppAsync("orders");

        await UntilAllAreCalledAsync(client, first, second);
    }

    [Fact]
    public async Task SlowInstance_DoesNotHoldUpTheOthersCalls()
    {
        var never = new TaskCompletionSource();
        var slow = await Bed.AppAsync("orders", context => never.Task.WaitAsync(context.RequestAborted));
        var quick = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        using var stop = new CancellationTokenSource();
        Task<HttpResponseMessage>? stuck = null;

        // Until one call is stuck at the slow instance; from then on the balancer sees it in flight there and prefers the other.
        while (slow.App.Requests.IsEmpty)
        {
            stuck = client.Http.GetAsync("/v1.0/invoke/orders/method/x", stop.Token);
            await Wait.UntilAsync(() => stuck.IsCompleted || !slow.App.Requests.IsEmpty, "the call is answered or stuck");
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("hello from orders", await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x"));
        }

        Assert.Single(slow.App.Requests);
        Assert.True(quick.App.Requests.Count >= 50);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck!);
    }

    private static Task UntilAllAreCalledAsync(SidecarHandle client, params Workload[] instances) => Wait.UntilAsync(
        async () =>
        {
            await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x");
            return instances.All(instance => !instance.App.Requests.IsEmpty);
        },
        "every instance is called");
}
