using System.Globalization;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Outbound;

namespace MeshRuntime.Tests.DataPlane.Outbound;

public sealed class ServiceTableTests : IDisposable
{
    private readonly List<MemoryStream> _connections = [];
    private readonly ServiceTable _table;

    public ServiceTableTests() => _table = new ServiceTable((name, wanted) =>
    {
        var connections = new MemoryStream();
        lock (_connections)
        {
            _connections.Add(connections);
        }

        return new Service(name, connections, wanted, _ => throw new NotSupportedException());
    });

    public void Dispose() => _table.Dispose();

    [Fact]
    public async Task NewName_IsWantedOnce()
    {
        var first = Find("orders");
        Assert.Same(first, Find("orders"));
        var second = _table.Find(new ServiceName("orders", "prod"))!;
        Assert.NotSame(first, second);

        _table.Dispose();
        Assert.Equal([first, second], await _table.WantedAsync(default).ToListAsync());
    }

    [Fact]
    public async Task ServiceThatIsAskedForOften_LeavesRoomForNewOnes()
    {
        var dead = Find("dead");
        for (var call = 0; call < 2 * ServiceTable.MaxServices; call++)
        {
            dead.AskAgain();
        }

        var other = Find("other");

        Assert.Null(other.Problem);
        _table.Dispose();
        Assert.Equal([dead, other], await _table.WantedAsync(default).ToListAsync());
    }

    [Fact]
    public async Task ServiceThatWasTaken_CanBeAskedForAgain()
    {
        var orders = Find("orders");
        await using var wanted = _table.WantedAsync(default).GetAsyncEnumerator();
        Assert.True(await wanted.MoveNextAsync());

        orders.AskAgain();

        Assert.True(await wanted.MoveNextAsync());
        Assert.Same(orders, wanted.Current);
    }

    [Fact]
    public void NamesBeyondTheLimit_AreRefused_AndThoseKnownStay()
    {
        for (var i = 0; i < ServiceTable.MaxServices; i++)
        {
            Assert.NotNull(Find("app-" + i.ToString(CultureInfo.InvariantCulture)));
        }

        Assert.Null(Find("one-more"));
        Assert.NotNull(Find("app-0"));
    }

    [Fact]
    public async Task FirstCallsAtOnce_GetOneService()
    {
        using var go = new ManualResetEventSlim();
        var calls = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                go.Wait();
                return Find("orders");
            },
            default,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        go.Set();

        Assert.Single((await Task.WhenAll(calls)).Distinct());
        Assert.Single(_connections, connections => connections.CanRead);
    }

    [Fact]
    public void End_EndsEveryConnection_AndWhatIsAskedAfterItHasAReason()
    {
        var orders = Find("orders");
        _table.Dispose();

        Assert.All(_connections, connections => Assert.False(connections.CanRead));
        Assert.Equal("name resolution has stopped", Find("late").Problem);
        Assert.Null(orders.Problem);
    }

    private Service Find(string appId) => _table.Find(new ServiceName(appId, "default"))!;
}
