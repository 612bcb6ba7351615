using MeshRuntime.Api;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.Sidecar.Servers;
using MeshRuntime.Tests.DataPlane.Security;
using Microsoft.AspNetCore.Connections;
using ManualClock = MeshRuntime.Tests.Kit.ManualClock;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class ConnectionBudgetTests
{
    private readonly ManualClock _clock = new();
    private readonly LoadGauge _gauge = new();
    private readonly LogLines<ConnectionBudget> _log = new();
    private readonly TaskCompletionSource _end = new();

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public void ConnectionsBeyondTheMost_AreClosed_AndTheOthersStay(int opened, int closed)
    {
        var connections = Open(Budget(3), opened, servesHealth: false);

        Assert.Equal(closed, connections.Count(connection => connection.IsAborted));
        Assert.All(connections.Take(3), connection => Assert.False(connection.IsAborted));
        Assert.False(_gauge.HasReserved);
    }

    [Fact]
    public async Task ConnectionThatEnds_MakesRoom()
    {
        var budget = Budget(1);
        Open(budget, 1, servesHealth: false);
        _end.SetResult();
        await Kit.Eventually.TrueAsync(() => budget.Open == 0);

        Assert.False(Open(budget, 1, servesHealth: false)[0].IsAborted);
    }

    [Fact]
    public void BeyondTheMost_SixteenAreLetInForHealth_AndTheOldestOfThemMakesRoom()
    {
        var connections = Open(Budget(3), 3 + ConnectionBudget.ForHealth, servesHealth: true);
        Assert.All(connections, connection => Assert.False(connection.IsAborted));
        Assert.All(connections.Take(3), connection => Assert.Null(connection.Features.Get<ReservedConnection>()));
        Assert.All(connections.Skip(3), connection => Assert.NotNull(connection.Features.Get<ReservedConnection>()));
        Assert.True(_gauge.HasReserved);
    }

    [Fact]
    public void FloodOfSilentConnections_LeavesAPlaceForTheNewest()
    {
        var connections = Open(Budget(3), 300, servesHealth: true);

        Assert.All(connections.Take(3), connection => Assert.False(connection.IsAborted));
        Assert.All(connections[3..^ConnectionBudget.ForHealth], connection => Assert.True(connection.IsAborted));
        Assert.All(connections[^ConnectionBudget.ForHealth..], connection => Assert.False(connection.IsAborted));
    }

    [Fact]
    public void Refusals_AreOneLineInTenSeconds()
    {
        var budget = Budget(1);
        Open(budget, 100, servesHealth: false);
        Assert.Single(_log.All);
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Open(budget, 10, servesHealth: false);
        Assert.Single(_log.All);

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Open(budget, 1, servesHealth: false);

        Assert.Equal(2, _log.All.Length);
        Assert.Contains("of at most 1 are open, and 109 more were refused", _log.All[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhileMemoryIsShort_NewConnectionsAreForHealth()
    {
        _gauge.IsMemoryShort = true;

        Assert.True(Open(Budget(10), 1, servesHealth: false)[0].IsAborted);
        Assert.NotNull(Open(Budget(10), 1, servesHealth: true)[0].Features.Get<ReservedConnection>());
    }

    [Fact]
    public void NoLimit_EverybodyIsServed() =>
        Assert.All(Open(Budget(null), 1000, servesHealth: false), connection => Assert.False(connection.IsAborted));

    private ConnectionBudget Budget(int? most) => new(most, _gauge, _clock, _log);

    private FakeConnection[] Open(ConnectionBudget budget, int count, bool servesHealth)
    {
        var serve = budget.Guard(_ => _end.Task, servesHealth);
        var connections = Enumerable.Range(0, count).Select(_ => new FakeConnection()).ToArray();
        foreach (var connection in connections)
        {
            _ = serve(connection);
        }

        return connections;
    }

    private sealed class FakeConnection : DefaultConnectionContext
    {
        public bool IsAborted { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;
    }
}
