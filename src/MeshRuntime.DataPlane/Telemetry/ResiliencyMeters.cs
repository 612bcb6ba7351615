namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Counts what policies do, under Dapr's names.</summary>
public sealed class ResiliencyMeters
{
    /// <summary>The words for the kinds of policy.</summary>
    internal const string Retry = "retry";
    internal const string Timeout = "timeout";
    internal const string Breaker = "circuitbreaker";

    /// <summary>The state of a breaker that there is no more.</summary>
    internal const string Unknown = "unknown";

    private static readonly string[] Labels = ["name", "policy", "namespace", "flow_direction", "target", "status"];

    // All that a breaker can be, and what Dapr says of one that it does not know.
    private static readonly string[] States = ["closed", "half-open", "open", Unknown];

    private readonly MeterFamily<Counter> _executed =
        new("dapr_resiliency_count", "Operations that a policy surrounded.", () => new()) { LabelNames = Labels, OpenLabels = [4] };

    private readonly MeterFamily<Counter> _activated =
        new("dapr_resiliency_activations_total", "Times that a policy acted.", () => new()) { LabelNames = Labels, OpenLabels = [4] };

    private readonly MeterFamily<Gauge> _states =
        new("dapr_resiliency_cb_state", "State of a circuit breaker: 1 is the one that it is in.", () => new()) { LabelNames = Labels, OpenLabels = [4] };

    /// <summary>The families, for the exporter.</summary>
    internal IEnumerable<MeterFamily> Families => [_executed, _activated, _states];

    /// <summary>The counter of operations; kept by whoever counts often.</summary>
    internal Counter Executed(in PolicyLabels place, string policy) => _executed.For(Values(place, policy, ""));

    /// <summary>The counter of the times that a policy acted.</summary>
    internal Counter Activated(in PolicyLabels place, string policy, string status = "") => _activated.For(Values(place, policy, status));

    /// <summary>Shows the state of a breaker; of several at one target, the last one that changed.</summary>
    internal void Show(in PolicyLabels place, string state)
    {
        foreach (var each in States)
        {
            _states.For(Values(place, Breaker, each)).Value = each == state ? 1 : 0;
        }
    }

    private static LabelValues Values(in PolicyLabels place, string policy, string status) =>
        new(place.Resource, policy, place.Namespace, place.Direction, place.Target, status);
}
