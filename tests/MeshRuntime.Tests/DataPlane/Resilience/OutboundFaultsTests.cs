using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Resilience;

public sealed class OutboundFaultsTests
{
    private readonly ManualClock _clock = new();
    private readonly OutboundFaults _faults;
    private readonly RecentSum _calls;
    private readonly RecentSum _failures;

    public OutboundFaultsTests()
    {
        _faults = new OutboundFaults(_clock);
        (_calls, _failures) = (new RecentSum(_clock), new RecentSum(_clock));
    }

    [Theory]
    [InlineData(9, 9, false)] // too few to say
    [InlineData(10, 10, true)]
    [InlineData(20, 10, false)] // half is not most
    [InlineData(20, 11, true)]
    public void TargetThatMostlyFails_IsAFault(int calls, int failures, bool isFault)
    {
        _calls.Add(calls);
        for (var i = 0; i < failures; i++)
        {
            _faults.Failed(_calls, _failures);
        }

        Assert.Equal(isFault, _faults.AreRecent);
    }

    [Fact]
    public void Fault_IsForgottenSoonAfterTheLastFailure()
    {
        _calls.Add(10);
        _failures.Add(9);
        _faults.Failed(_calls, _failures);
        Assert.True(_faults.AreRecent);

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.False(_faults.AreRecent);
    }
}
