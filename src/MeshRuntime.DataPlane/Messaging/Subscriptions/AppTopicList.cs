using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Messaging.Subscriptions;

/// <summary>The app's answer to the question which topics it wants.</summary>
/// <param name="Plans">What it wants; empty when it wants nothing, or when there is a problem.</param>
/// <param name="Problem">Why nobody can tell; null when it answered.</param>
/// <param name="MayPass">Whether asking again can help: the app did not answer at all.</param>
internal sealed record AppTopicList(IReadOnlyList<SubscriptionPlan> Plans, string? Problem = null, bool MayPass = false)
{
    /// <summary>It wants none.</summary>
    public static AppTopicList None { get; } = new([]);

    /// <summary>What it wants that it cannot have; told once.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
