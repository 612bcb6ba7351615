using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>One plan at one place, with what is counted there.</summary>
internal sealed class PolicyScope
{
    private readonly ResiliencyMeters? _meters;
    private readonly PolicyLabels _place;
    private readonly Counter? _retries;
    private readonly Counter? _timeouts;
    private readonly Counter? _breakers;
    private readonly Counter? _retried;

    /// <summary>A plan that is counted nowhere.</summary>
    public PolicyScope(PolicyPlan plan, string name) => (Plan, Name) = (plan, name);

    /// <param name="plan">What surrounds the operations.</param>
    /// <param name="name">What logs call them; with a method, the target of it.</param>
    /// <param name="place">What metrics call them.</param>
    /// <param name="meters">Where they are counted.</param>
    public PolicyScope(PolicyPlan plan, string name, in PolicyLabels place, ResiliencyMeters meters)
    {
        (Plan, Name, _place, _meters) = (plan, name, place, meters);
        if (plan.Retry is not null)
        {
            _retries = meters.Executed(place, ResiliencyMeters.Retry);
            _retried = meters.Activated(place, ResiliencyMeters.Retry);
        }

        if (plan.Timeout is not null)
        {
            _timeouts = meters.Executed(place, ResiliencyMeters.Timeout);
            Expired = meters.Activated(place, ResiliencyMeters.Timeout).Increment;
        }

        _breakers = plan.Breaker is null ? null : meters.Executed(place, ResiliencyMeters.Breaker);
    }

    public PolicyPlan Plan { get; }

    public string Name { get; }

    /// <summary>Counts a time limit that passed; null when there is none.</summary>
    public Action? Expired { get; }

    /// <summary>The words for an operation in logs (Dapr's).</summary>
    public string Describe(string? method) => method is null ? Name : $"endpoint[{Name}, {Name}:{method.TrimStart('/')}]";

    /// <summary>Counts an operation.</summary>
    public void Began()
    {
        _retries?.Increment();
        _timeouts?.Increment();
        _breakers?.Increment();
    }

    /// <summary>Counts an operation that was retried.</summary>
    public void Retried() => _retried?.Increment();

    /// <summary>Its breakers are gone: the state that was shown last must not stand for ever.</summary>
    public void Forgotten() => _meters?.Show(_place, ResiliencyMeters.Unknown);

    /// <summary>Counts and shows the new state of a breaker.</summary>
    public void Changed(string state)
    {
        _meters?.Activated(_place, ResiliencyMeters.Breaker, state).Increment();
        _meters?.Show(_place, state);
    }
}
