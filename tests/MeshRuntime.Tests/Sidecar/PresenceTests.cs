using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.Sidecar;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Sidecar;

public sealed class PresenceTests : IDisposable
{
    private static readonly ServiceInstance Instance = new(new ServiceName("orders", "default"), "127.0.0.1", 50002);

    private readonly TaskCompletionSource _appListens = new();
    private readonly Registry _registry = new();
    private readonly Readiness _readiness = new();
    private readonly LogLines _log = new();
    private readonly Presence _presence;
    private int _ready;

    public PresenceTests() =>
        _presence = new Presence(_registry, Instance, _appListens.Task.WaitAsync, probe: null, new Messages().Topics, _readiness, _log);

    public void Dispose() => _presence.Dispose();

    [Fact]
    public async Task AppThatListens_IsAnnounced_ThenReady()
    {
        Arrive();
        Assert.Empty(_registry.Seen);
        Assert.False(_readiness.IsReady);

        _appListens.SetResult();
        await Eventually.TrueAsync(() => _ready == 1);

        Assert.Equal(["register orders.default 127.0.0.1:50002"], _registry.Seen);
        Assert.True(_readiness.IsReady);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RegistryThatRefuses_LeavesTheSidecarRunning_AndNotReady(bool isBug)
    {
        _registry.OnRegister = _ => throw (isBug ? new InvalidOperationException() : new ComponentException(ComponentFault.Denied, "no"));
        Arrive();
        _appListens.SetResult();
        await Eventually.TrueAsync(() => _log.Count("could not be registered") == 1);

        Assert.False(_readiness.IsReady);
        Assert.Equal(0, _ready);
    }

    [Fact]
    public async Task AppThatComesDuringTheStop_IsNotAnnouncedAnyMore()
    {
        Arrive();
        _readiness.Stopping();
        await _presence.LeaveAsync(default);
        _appListens.SetResult();

        Assert.Equal(["deregister"], _registry.Seen);
        Assert.False(_readiness.IsReady);
    }

    [Fact]
    public async Task AnnouncementThatIsUnderWay_EndsBeforeItIsWithdrawn()
    {
        _registry.OnRegister = async cancellation => await Task.Delay(Timeout.Infinite, cancellation);
        Arrive();
        _appListens.SetResult();
        await Eventually.TrueAsync(() => _registry.Seen.Count == 1);

        await _presence.LeaveAsync(default);

        Assert.Equal(["register orders.default 127.0.0.1:50002", "deregister"], _registry.Seen);
    }

    [Fact]
    public async Task RegistryThatCannotBeReached_DoesNotKeepUsFromStopping()
    {
        _registry.OnDeregister = _ => throw new ComponentException(ComponentFault.Unavailable, "the disk is gone");
        await _presence.LeaveAsync(default);

        using var grace = new CancellationTokenSource();
        _registry.OnDeregister = async cancellation => await Task.Delay(Timeout.Infinite, cancellation);
        var leaving = _presence.LeaveAsync(grace.Token);
        await grace.CancelAsync();
        await leaving;

        Assert.Equal(["deregister", "deregister"], _registry.Seen);
    }

    private void Arrive() => _presence.Arrive(() => _ready++);

    private sealed class Registry : INameResolver
    {
        public List<string> Seen { get; } = [];

        public Func<CancellationToken, Task> OnRegister { get; set; } = _ => Task.CompletedTask;

        public Func<CancellationToken, Task> OnDeregister { get; set; } = _ => Task.CompletedTask;

        public ValueTask RegisterAsync(ServiceInstance instance, CancellationToken cancellation)
        {
            Seen.Add($"register {instance.Name} {instance.Host}:{instance.Port}");
            return new(OnRegister(cancellation));
        }

        public ValueTask DeregisterAsync(CancellationToken cancellation)
        {
            Seen.Add("deregister");
            return new(OnDeregister(cancellation));
        }

        public ValueTask StartAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<EndpointSet> ResolveAsync(ServiceName name, CancellationToken cancellation) => throw new NotSupportedException();

        public IAsyncEnumerable<EndpointSet> WatchAsync(ServiceName name, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
