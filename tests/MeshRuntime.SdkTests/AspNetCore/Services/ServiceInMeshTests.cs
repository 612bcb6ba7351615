using System.Diagnostics;
using System.Net;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.AspNetCore.Services;

/// <summary>A typed service, called through two sidecars.</summary>
public sealed class ServiceInMeshTests(OrdersMesh mesh) : IClassFixture<OrdersMesh>, IAsyncLifetime
{
    private IOrders Orders => mesh.Client.Service<IOrders>();

    [Fact]
    public async Task Call_ReachesTheImplementation()
    {
        mesh.Get = (id, _) => Task.FromResult(id == "none" ? null : new Order(id, 7));

        Assert.Equal(new Order("a b ä", 7), await Orders.GetAsync("a b ä", Token));
        Assert.Null(await Orders.GetAsync("none", Token));
    }

    [Fact]
    public async Task Refusal_ReachesTheCaller()
    {
        mesh.Get = (_, _) => throw new MeshException("order 7 is locked") { Status = HttpStatusCode.Conflict, ErrorCode = "LOCKED" };

        var refusal = await Assert.ThrowsAsync<MeshException>(() => Orders.GetAsync("7", Token));

        Assert.Equal(HttpStatusCode.Conflict, refusal.Status);
        Assert.Equal("app orders answered GET /orders/7 with 409 (Conflict): order 7 is locked", refusal.Message);
        Assert.Equal(("", "LOCKED", "order 7 is locked"), (refusal.ErrorCode, refusal.AppErrorCode, refusal.AppMessage));
    }

    /// <summary>An older or newer version of the app, or another app by the same name: no order is missing, the whole address is.</summary>
    [Fact]
    public async Task RouteThatIsMissing_IsNoNull()
    {
        var missing = new MeshRequest { Method = HttpMethod.Get, Path = "/v2/orders/7", ExpectedStatuses = [404] };

        var failure = await Assert.ThrowsAsync<MeshException>(() => mesh.Client.App("orders").InvokeAsync(missing, MeshJson.Default.TypeInfo<Order>(), Token));

        Assert.Equal(HttpStatusCode.NotFound, failure.Status);
        Assert.Contains("it has no route for that", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ComesWhole()
    {
        mesh.Watch = new Orders().Watch;
        var values = new List<Order>();
        await foreach (var order in Orders.WatchAsync(3, Token))
        {
            values.Add(order);
        }

        Assert.Equal([0, 1, 2], values.Select(order => order.Amount));
    }

    [Fact]
    public async Task StreamThatFails_IsCutForTheCaller_AfterItsValues()
    {
        // What is under way when a connection is cut may be lost: the failure waits until the value has arrived.
        var arrived = new TaskCompletionSource();
        mesh.Watch = (_, _) => FailAsync(arrived.Task);
        var values = new List<Order>();

        await Wait.ForAsync(Assert.ThrowsAsync<MeshException>(ReadAsync), "the stream is cut");

        Assert.Equal([new Order("first", 1)], values);

        async Task ReadAsync()
        {
            await foreach (var order in Orders.WatchAsync(3, Token))
            {
                values.Add(order);
                arrived.SetResult();
            }
        }

        static async IAsyncEnumerable<Order> FailAsync(Task arrived)
        {
            yield return new Order("first", 1);
            await arrived;
            throw new InvalidOperationException("late");
        }
    }

    [Fact]
    public async Task CallerThatGivesUp_EndsTheImplementation()
    {
        var began = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        mesh.Get = async (_, cancellation) =>
        {
            using var registration = cancellation.Register(ended.SetResult);
            began.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return null;
        };
        using var patience = new CancellationTokenSource();

        var call = Orders.GetAsync("7", patience.Token);
        await Wait.ForAsync(began.Task, "the call arrives");
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Wait.ForAsync(ended.Task, "the implementation's token fires");
    }

    [Fact]
    public async Task TraceOfTheCaller_IsTheTraceOfTheImplementation()
    {
        using var traces = Traces.Record();
        ActivityTraceId? found = null;
        mesh.Get = (id, _) =>
        {
            found = Activity.Current?.TraceId;
            return Task.FromResult<Order?>(new Order(id, 7));
        };

        using var caller = new Activity("caller").Start();
        await Orders.GetAsync("7", Token);

        Assert.Equal(caller.TraceId, found);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(mesh.Logs);
        }

        return ValueTask.CompletedTask;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
