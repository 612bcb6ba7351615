using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.ControlPlane.Discovery;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Tests.ControlPlane.Discovery;

public sealed class EndpointWatcherTests : IAsyncDisposable
{
    private readonly FakeResolver _resolver = new();
    private readonly ServiceTable _services = Services.Table();
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public EndpointWatcherTests() =>
        _running = new EndpointWatcher(_resolver, _services, _clock, new Logger<EndpointWatcher>(new LogLines())).RunAsync(_stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        Assert.Equal(0, _resolver.Watching);
        _stop.Dispose();
    }

    [Fact]
    public async Task FirstCall_BringsEndpointsAndEveryChange()
    {
        var orders = _services.Call("orders");
        var billing = _services.Call("billing");
        _resolver.Send("orders", FakeResolver.Set(1, 2));
        _resolver.Send("billing", FakeResolver.Set(3));
        await Task.WhenAll(orders.Known, billing.Known).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal([1, 2], orders.Ports());
        Assert.Equal([3], billing.Ports());
        _resolver.Send("orders", FakeResolver.Set(2));
        await Until.TrueAsync(() => orders.Ports().SequenceEqual([2]), "the change has come");
    }

    [Fact]
    public async Task RegistryThatIsAway_IsAProblemAndIsAskedAgain()
    {
        var orders = _services.Call("orders");
        _resolver.Send("orders", FakeResolver.Set(1));
        await orders.Known.WaitAsync(TimeSpan.FromSeconds(10));
        _resolver.Send("orders", null);
        await Until.TrueAsync(() => _clock.Waiting == 1, "the watch waits before it begins again");

        Assert.Equal("the name registry cannot be asked for orders.default: the registry is away", orders.Problem);
        Assert.Equal([1], orders.Ports());
        _resolver.Send("orders", FakeResolver.Set(9));
        _clock.Advance(EndpointWatcher.RestartPause);
        await Until.TrueAsync(() => orders.Ports().SequenceEqual([9]), "the watch goes on");
        Assert.Null(orders.Problem);
    }

    [Fact]
    public async Task DeadEndpoints_AreAskedForAtOnceAndOnlyOnceAtATime()
    {
        var gate = new TaskCompletionSource<EndpointSet>(TaskCreationOptions.RunContinuationsAsynchronously);
        _resolver.Answer = async token => await gate.Task.WaitAsync(token);
        var orders = _services.Call("orders");
        await Until.TrueAsync(() => _resolver.Watching == 1, "the service is watched");
        for (var call = 0; call < 50; call++)
        {
            orders.AskAgain();
        }

        // Read after the fifty: when it has endpoints, all of them were seen.
        var other = _services.Call("other");
        _resolver.Send("other", FakeResolver.Set(1));
        await other.Known.WaitAsync(TimeSpan.FromSeconds(10));
        await Until.TrueAsync(() => _resolver.Asked == 1, "the registry is asked");
        gate.SetResult(FakeResolver.Set(7));
        await orders.Known.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(1, _resolver.Asked);
        Assert.Equal([7], orders.Ports());
        Assert.Equal(2, _resolver.Watching);

        // The endpoints are given before the question counts as ended: until then another one is dropped, as the fifty were.
        await Until.TrueAsync(
            () =>
            {
                orders.AskAgain();
                return _resolver.Asked >= 2;
            },
            "the next question is asked");
    }

    [Fact]
    public async Task QuestionThatFails_IsAProblemAndNotTheEnd()
    {
        _resolver.Answer = _ => throw new ComponentException(ComponentFault.Unavailable, "no quorum");
        var orders = _services.Call("orders");
        await Until.TrueAsync(() => _resolver.Watching == 1, "the service is watched");
        orders.AskAgain();
        await orders.Known.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Contains("no quorum", orders.Problem, StringComparison.Ordinal);
        _resolver.Send("orders", FakeResolver.Set(4));
        await Until.TrueAsync(() => orders.Ports().SequenceEqual([4]), "the watch still runs");
    }
}
