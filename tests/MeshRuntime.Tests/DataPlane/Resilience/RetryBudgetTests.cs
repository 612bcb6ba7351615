using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Resilience;

public sealed class RetryBudgetTests
{
    private readonly ManualClock _clock = new();
    private readonly RecentSum _calls;
    private readonly RetryBudget _budget;

    public RetryBudgetTests()
    {
        _calls = new RecentSum(_clock);
        _budget = new RetryBudget(_calls, _clock);
    }

    [Theory]
    [InlineData(0, 100)] // ten a second, ten seconds' worth
    [InlineData(400, 100)] // more than a fifth of these
    [InlineData(1000, 200)] // a fifth of the calls
    public void WithoutPause_AsManyAsWereSaved(int calls, int retries)
    {
        _calls.Add(calls);

        Assert.Equal(retries, TakeAll());
        Assert.False(_budget.TryTake());
    }

    [Fact]
    public void OverAMinuteOfFailures_AFifthOfTheCalls()
    {
        var retries = 0;
        for (var second = 0; second < 60; second++)
        {
            for (var call = 0; call < 1000; call++)
            {
                _calls.Add(1);
                retries += _budget.TryTake() ? 1 : 0;
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(retries, 60_000 * 0.2, (60_000 * 0.2) + 100);
    }

    [Fact]
    public void WhatWasTaken_IsForgottenAfterTenSeconds()
    {
        TakeAll();
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(_budget.TryTake());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(100, TakeAll());
    }

    [Fact]
    public async Task ManyAtOnce_NeverTakeMoreThanThereIs()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 200).Count(_ => _budget.TryTake()))));

        Assert.InRange(taken.Sum(), 1, 100);
    }

    private int TakeAll()
    {
        var count = 0;
        while (_budget.TryTake())
        {
            count++;
        }

        return count;
    }
}
