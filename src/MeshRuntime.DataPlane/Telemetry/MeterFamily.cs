namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Names a metric and its labels; <see cref="MeterFamily{T}"/> holds its series.</summary>
/// <param name="name">The name: with <c>dapr_</c> where Dapr has the metric, else <c>mesh_</c>.</param>
/// <param name="help">What it counts, in one line.</param>
public abstract class MeterFamily(string name, string help)
{
    /// <summary>The metric's name.</summary>
    public string Name { get; } = name;

    /// <summary>What it counts.</summary>
    public string Help { get; } = help;

    /// <summary>The labels of a series, at most six.</summary>
    public IReadOnlyList<string> LabelNames { get; init; } = [];

    /// <summary>
    /// Places of labels whose values others choose: app ids, paths. Past the limit of series these read <c>other</c>. The remaining labels have
    /// few values by nature: verbs, statuses.
    /// </summary>
    public IReadOnlyList<int> OpenLabels { get; init; } = [];

    /// <summary>Whether a series also carries our own app id as <c>app_id</c>. False when <c>app_id</c> is one of its labels and names a peer.</summary>
    public bool HasOwnAppId { get; init; } = true;

    /// <summary>Counters under further names that always equal a histogram's count.</summary>
    public IReadOnlyList<string> CountNames { get; init; } = [];
}
