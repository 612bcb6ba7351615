using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Balancing;

public sealed class RoundRobinTests
{
    private readonly ManualClock _clock = new();
    private readonly RoundRobin _balancer = new();

    [Fact]
    public void NoEndpoint_NoPick() => Assert.Null(_balancer.Pick(Of()));

    [Fact]
    public void EqualEndpoints_TakeTurns() => Assert.Equal("abcabcabc", Turns(9, Weighing(100), Weighing(100), Weighing(100)));

    [Fact]
    public void Weights_AreMixedSmoothly()
    {
        var turns = Turns(40, Weighing(300), Weighing(100));

        Assert.Equal(30, turns.Count(turn => turn == 'a'));
        Assert.DoesNotContain("aaaa", turns, StringComparison.Ordinal);
        Assert.DoesNotContain("bb", turns, StringComparison.Ordinal);
    }

    [Fact]
    public void Newcomer_GetsItsTurns_AndNotThoseItMissed()
    {
        EndpointState[] old = [Weighing(100), Weighing(100)];
        Turns(1000, old);

        var turns = Turns(30, [.. old, Weighing(100)]);

        Assert.InRange(turns.Count(turn => turn == 'c'), 9, 11);
    }

    [Fact]
    public void EjectedEndpoint_LosesItsTurns_AndDoesNotCatchUp()
    {
        EndpointState[] endpoints = [Weighing(100), Weighing(100)];
        endpoints[1].Health.Eject(EjectionPlan.Default, _clock);
        Assert.Equal(new string('a', 100), Turns(100, endpoints));

        endpoints[1].Health.Return(_clock);

        Assert.InRange(Turns(20, endpoints).Count(turn => turn == 'b'), 10, 11);
    }

    [Fact]
    public void ManyAtOnce_AreEvenAllTheSame()
    {
        EndpointState[] endpoints = [Weighing(100), Weighing(100), Weighing(100)];
        var counts = new int[3];
        Parallel.For(0, 30_000, _ => Interlocked.Increment(ref counts[Array.IndexOf(endpoints, _balancer.Pick(Of(endpoints)))]));

        Assert.All(counts, count => Assert.InRange(count, 9_900, 10_100));
    }

    private static EndpointState Weighing(int weight) => new(new Endpoint("10.0.0.1", 50002) { Weight = weight });

    private Choice Of(params EndpointState[] endpoints) => new(new EndpointGroup(endpoints), TimeSpan.Zero, _clock);

    private string Turns(int count, params EndpointState[] endpoints) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => (char)('a' + Array.IndexOf(endpoints, _balancer.Pick(Of(endpoints))))));
}
