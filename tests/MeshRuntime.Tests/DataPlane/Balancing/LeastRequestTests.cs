using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Balancing;

public sealed class LeastRequestTests
{
    private readonly ManualClock _clock = new();
    private readonly LeastRequest _balancer;

    public LeastRequestTests() => _balancer = new LeastRequest(new Random(7));

    [Fact]
    public void NoEndpoint_NoPick() => Assert.Null(Pick([], null));

    [Fact]
    public void OnlyEndpoint_IsPicked_EvenWhenItJustFailed()
    {
        var only = Endpoints(1);
        only[0].Unreachable(_clock);

        Assert.Same(only[0], Pick(only, only[0]));
    }

    [Fact]
    public void BusyEndpoint_IsPickedLess()
    {
        var endpoints = Endpoints(2);
        endpoints[0].Begin();

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Same(endpoints[1], Pick(endpoints, null)));
    }

    [Fact]
    public void IdleEndpoints_ShareTheCalls()
    {
        var endpoints = Endpoints(3);
        var counts = Enumerable.Range(0, 3000).CountBy(_ => Array.IndexOf(endpoints, Pick(endpoints, null))).ToDictionary();

        Assert.All(Enumerable.Range(0, 3), index => Assert.InRange(counts[index], 800, 1200));
    }

    [Fact]
    public void FailedEndpoint_IsPassedOver_WhileOthersWork()
    {
        var endpoints = Endpoints(3);
        endpoints[0].Unreachable(_clock);
        endpoints[1].Unreachable(_clock);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Same(endpoints[2], Pick(endpoints, null)));
    }

    [Fact]
    public void FailedEndpoint_ComesBackAfterASecond()
    {
        var endpoints = Endpoints(2);
        endpoints[0].Unreachable(_clock);
        endpoints[1].Begin();
        Assert.Same(endpoints[1], Pick(endpoints, null));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(endpoints[0], Pick(endpoints, null));
    }

    [Fact]
    public void SecondAttempt_GoesElsewhere()
    {
        var endpoints = Endpoints(3);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.NotSame(endpoints[1], Pick(endpoints, endpoints[1])));
    }

    // Three instances restart one after the other: the two that are back must not be passed over for the one that is down.
    [Fact]
    public void OneThatFailedThisCall_IsTheLastToAsk()
    {
        var endpoints = Endpoints(3);
        endpoints[0].Unreachable(_clock);
        endpoints[1].Unreachable(_clock);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.NotSame(endpoints[2], Pick(endpoints, endpoints[2])));
    }

    [Fact]
    public void EndpointThatAnsweredAgain_IsAsGoodAsAny()
    {
        var endpoints = Endpoints(2);
        endpoints[0].Unreachable(_clock);
        endpoints[1].Begin();
        Assert.Same(endpoints[1], Pick(endpoints, null));

        endpoints[0].Reachable();

        Assert.Same(endpoints[0], Pick(endpoints, null));
    }

    [Fact]
    public void IdleEndpoints_ShareByWeight()
    {
        EndpointState[] endpoints = [Weighing(300), Weighing(100), Weighing(100)];
        var counts = Enumerable.Range(0, 5000).CountBy(_ => Array.IndexOf(endpoints, Pick(endpoints, null))).ToDictionary();

        Assert.InRange(counts[0], 2700, 3300);
        Assert.InRange(counts[1], 800, 1200);
        Assert.InRange(counts[2], 800, 1200);
    }

    [Fact]
    public void BusyEndpoints_AreFilledByWeight()
    {
        EndpointState[] endpoints = [Weighing(300), Weighing(100)];
        for (var call = 0; call < 400; call++)
        {
            Pick(endpoints, null)!.Begin();
        }

        Assert.InRange(endpoints[0].InFlight, 297, 303);
    }

    [Fact]
    public void NewEndpoint_GrowsFromATenthToItsShare()
    {
        var endpoints = Endpoints(2);
        endpoints[1].IsNew(_clock);
        int Share() => Enumerable.Range(0, 5000).Count(_ => Pick(endpoints, null, TimeSpan.FromSeconds(30)) == endpoints[1]);

        Assert.InRange(Share(), 350, 560); // 0.1 of 1.1: 455
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.InRange(Share(), 1600, 1950); // 0.55 of 1.55: 1774
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.InRange(Share(), 2350, 2650);
    }

    [Fact]
    public void TriedEndpoint_IsNeverPicked()
    {
        var endpoints = Endpoints(3);
        var tried = default(Tried);
        foreach (var endpoint in endpoints)
        {
            tried.Add(endpoint);
        }

        Assert.Null(_balancer.Pick(new Choice(new EndpointGroup(endpoints), TimeSpan.Zero, _clock, null, tried)));
    }

    private static EndpointState Weighing(int weight) => new(new Endpoint("10.1.0.1", 50002) { Weight = weight });

    private EndpointState? Pick(EndpointState[] endpoints, EndpointState? failed, TimeSpan slowStart = default) =>
        _balancer.Pick(new Choice(new EndpointGroup(endpoints), slowStart, _clock, failed));

    private static EndpointState[] Endpoints(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new EndpointState(new Endpoint("10.0.0." + i, 50002)))];
}
