using MeshRuntime.DataPlane.Expressions;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Resilience;

public sealed class BreakerTests
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _changes = [];

    [Theory]
    [InlineData("totalFailures >= 2 && requests > 2", 3)]
    [InlineData("consecutiveFailures > 0", 1)]
    [InlineData("totalSuccesses == 0 && totalFailures > 3", 4)]
    public void TripCondition_IsAskedAfterEachFailure(string trip, int failures)
    {
        var breaker = Make(trip);
        for (var i = 0; i < failures; i++)
        {
            Assert.Equal(BreakerState.Closed, breaker.State);
            Try(breaker, Grade.Failure);
        }

        Assert.Equal(BreakerState.Open, breaker.State);
        Assert.Equal(["closed to open"], _changes);
    }

    [Theory]
    [InlineData("failures > 1")] // no such variable
    [InlineData("consecutiveFailures")] // no condition
    public void ConditionThatSaysNothing_NeverHolds(string trip)
    {
        var breaker = Make(trip);
        for (var i = 0; i < 20; i++)
        {
            Try(breaker, Grade.Failure);
        }

        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void HalfOpen_LetsAsManyThrough_AndClosesAfterAsManySuccesses()
    {
        var breaker = HalfOpen(maxRequests: 2);
        Assert.Equal(Refusal.None, breaker.TryEnter(out var first));
        Assert.Equal(Refusal.None, breaker.TryEnter(out var second));
        Assert.Equal(Refusal.TooManyRequests, breaker.TryEnter(out _));

        breaker.Exit(first, Grade.Success);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        breaker.Exit(second, Grade.Success);

        Assert.Equal(BreakerState.Closed, breaker.State);
        Assert.Equal(["closed to open", "open to half-open", "half-open to closed"], _changes);
    }

    [Fact]
    public void AttemptThatProvesNothing_GivesItsPlaceBack()
    {
        var breaker = HalfOpen(maxRequests: 1);
        Assert.Equal(Refusal.None, breaker.TryEnter(out var begun));
        breaker.Exit(begun, Grade.Neither);

        Assert.Equal(Refusal.None, breaker.TryEnter(out _));
    }

    [Fact]
    public void ResultOfAnOlderGeneration_CountsNowhere()
    {
        var breaker = Make("consecutiveFailures > 0");
        breaker.TryEnter(out var early);
        Try(breaker, Grade.Failure);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(BreakerState.HalfOpen, breaker.State);

        breaker.Exit(early, Grade.Failure);

        Assert.Equal(BreakerState.HalfOpen, breaker.State);
    }

    private static void Try(Breaker breaker, Grade grade)
    {
        Assert.Equal(Refusal.None, breaker.TryEnter(out var begun));
        breaker.Exit(begun, grade);
    }

    private Breaker HalfOpen(int maxRequests)
    {
        var breaker = Make("consecutiveFailures > 0", maxRequests);
        Try(breaker, Grade.Failure);
        _clock.Advance(TimeSpan.FromSeconds(60));
        return breaker;
    }

    private Breaker Make(string trip, int maxRequests = 1)
    {
        Assert.True(Expression.TryCompile(trip, out var condition, out _));
        return new Breaker(
            new BreakerPlan("p") { MaxRequests = maxRequests, TripText = trip, Trip = condition },
            "p",
            _clock,
            (_, from, to) => _changes.Add($"{BreakerWatch.NameOf(from)} to {BreakerWatch.NameOf(to)}"));
    }
}
