using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Balancing;

public sealed class PowerOfTwoChoicesTests
{
    private readonly ManualClock _clock = new();
    private readonly PowerOfTwoChoices _balancer;

    public PowerOfTwoChoicesTests() => _balancer = new PowerOfTwoChoices(_clock, new Random(7));

    [Fact]
    public void NoEndpoint_NoPick() => Assert.Null(_balancer.Pick([], null));

    [Fact]
    public void OnlyEndpoint_IsPicked_EvenWhenItJustFailed()
    {
        var only = Endpoints(1);
        only[0].Unreachable(_clock);

        Assert.Same(only[0], _balancer.Pick(only, only[0]));
    }

    [Fact]
    public void BusyEndpoint_IsPickedLess()
    {
        var endpoints = Endpoints(2);
        endpoints[0].Begin();

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Same(endpoints[1], _balancer.Pick(endpoints, null)));
    }

    [Fact]
    public void IdleEndpoints_ShareTheCalls()
    {
        var endpoints = Endpoints(3);
        var counts = Enumerable.Range(0, 3000).CountBy(_ => Array.IndexOf(endpoints, _balancer.Pick(endpoints, null))).ToDictionary();

        Assert.All(Enumerable.Range(0, 3), index => Assert.InRange(counts[index], 800, 1200));
    }

    [Fact]
    public void FailedEndpoint_IsPassedOver_WhileOthersWork()
    {
        var endpoints = Endpoints(3);
        endpoints[0].Unreachable(_clock);
        endpoints[1].Unreachable(_clock);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Same(endpoints[2], _balancer.Pick(endpoints, null)));
    }

    [Fact]
    public void FailedEndpoint_ComesBackAfterASecond()
    {
        var endpoints = Endpoints(2);
        endpoints[0].Unreachable(_clock);
        endpoints[1].Begin();
        Assert.Same(endpoints[1], _balancer.Pick(endpoints, null));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(endpoints[0], _balancer.Pick(endpoints, null));
    }

    [Fact]
    public void SecondAttempt_GoesElsewhere()
    {
        var endpoints = Endpoints(3);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.NotSame(endpoints[1], _balancer.Pick(endpoints, endpoints[1])));
    }

    // Three instances restart one after the other: the two that are back must not be passed over for the one that is down.
    [Fact]
    public void OneThatFailedThisCall_IsTheLastToAsk()
    {
        var endpoints = Endpoints(3);
        endpoints[0].Unreachable(_clock);
        endpoints[1].Unreachable(_clock);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.NotSame(endpoints[2], _balancer.Pick(endpoints, endpoints[2])));
    }

    [Fact]
    public void EndpointThatAnsweredAgain_IsAsGoodAsAny()
    {
        var endpoints = Endpoints(2);
        endpoints[0].Unreachable(_clock);
        endpoints[1].Begin();
        Assert.Same(endpoints[1], _balancer.Pick(endpoints, null));

        endpoints[0].Reachable();

        Assert.Same(endpoints[0], _balancer.Pick(endpoints, null));
    }

    private static EndpointState[] Endpoints(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new EndpointState(new Endpoint("10.0.0." + i, 50002)))];
}
