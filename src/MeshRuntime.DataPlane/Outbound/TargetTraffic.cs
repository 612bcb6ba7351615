using MeshRuntime.DataPlane.Resilience;

namespace MeshRuntime.DataPlane.Outbound;

/// <summary>The calls to one target within the last seconds: what its retries are measured by.</summary>
internal sealed class TargetTraffic
{
    private readonly RecentSum _calls;
    private readonly RecentSum _failures;
    private readonly RetryBudget _budget;
    private readonly OutboundFaults _faults;

    /// <param name="faults">Told of failures.</param>
    /// <param name="time">The clock.</param>
    public TargetTraffic(OutboundFaults faults, TimeProvider time)
    {
        (_calls, _failures, _faults) = (new RecentSum(time), new RecentSum(time), faults);
        _budget = new RetryBudget(_calls, time);
    }

    /// <summary>A call begins.</summary>
    public void Began() => _calls.Add(1);

    /// <summary>A call failed, retries included.</summary>
    public void Failed() => _faults.Failed(_calls, _failures);

    /// <summary>Takes a retry from the budget; false when it is used up.</summary>
    public bool TryTakeRetry() => _budget.TryTake();
}
