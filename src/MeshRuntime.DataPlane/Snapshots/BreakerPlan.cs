using MeshRuntime.DataPlane.Expressions;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>When a circuit breaker opens, and how it closes again.</summary>
/// <param name="Name">The policy's, as errors and logs show it.</param>
public sealed record BreakerPlan(string Name)
{
    /// <summary>Calls let through while half open; as many successes close it. Default 1.</summary>
    public int MaxRequests { get; init; } = 1;

    /// <summary>After this time closed the counts begin anew; zero (the default) for never.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How long it stays open. Default 60 s.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>When it opens, as it was written: part of what makes two plans equal.</summary>
    public string TripText { get; init; } = "consecutiveFailures > 5";

    /// <summary><see cref="TripText"/> compiled; null stands for the default.</summary>
    public Expression? Trip { get; init; }

    /// <inheritdoc/>
    public bool Equals(BreakerPlan? other) =>
        other is not null && Name == other.Name && MaxRequests == other.MaxRequests && Interval == other.Interval && OpenFor == other.OpenFor
        && TripText == other.TripText;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, MaxRequests, Interval, OpenFor, TripText);
}
