namespace MeshRuntime.ControlPlane.Resources;

/// <summary>What an entry below <c>spec.targets.apps</c> says.</summary>
internal sealed record AppTarget
{
    /// <summary>
    /// Null when the entry has keys of ours only: Dapr would not have needed it, so by Dapr's rules it is not there, and the default policies and the
    /// built-in retry stay.
    /// </summary>
    public PolicyNames? Policies { get; init; }

    /// <summary>Null for the default.</summary>
    public int? BreakerCacheSize { get; init; }

    public Written<string>? LoadBalancer { get; init; }

    public Written<string>? OutlierDetection { get; init; }

    public Written<string>? Limit { get; init; }

    /// <summary>Both entries in one: Dapr's keys of one entry, the later, as Dapr does; ours key by key.</summary>
    public AppTarget Over(AppTarget earlier) => new()
    {
        Policies = Policies ?? earlier.Policies,
        BreakerCacheSize = Policies is null ? earlier.BreakerCacheSize : BreakerCacheSize,
        LoadBalancer = LoadBalancer ?? earlier.LoadBalancer,
        OutlierDetection = OutlierDetection ?? earlier.OutlierDetection,
        Limit = Limit ?? earlier.Limit,
    };

    /// <summary>True when <see cref="Over"/> loses something that the earlier entry says.</summary>
    public bool Replaces(AppTarget earlier) =>
        (Policies is not null && earlier.Policies is not null)
        || (LoadBalancer is not null && earlier.LoadBalancer is not null)
        || (OutlierDetection is not null && earlier.OutlierDetection is not null)
        || (Limit is not null && earlier.Limit is not null);
}
