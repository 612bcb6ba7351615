using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Lists the retries that exist without being written, with Dapr's names and numbers. All but one may be written anew.</summary>
internal static class BuiltInRetries
{
    public const string Prefix = "DaprBuiltIn";

    /// <summary>One that is written anew has no fewer retries (Dapr).</summary>
    public const int MinRetries = 3;

    /// <summary>Cannot be written anew (Dapr).</summary>
    public const string Protected = "DaprBuiltInActorNotFoundRetries";

    public static IReadOnlyList<RetryPlan> All { get; } =
    [
        RetryPlan.BuiltIn,
        new("DaprBuiltInActorRetries", 3, TimeSpan.FromSeconds(1)),
        Exponential("DaprBuiltInActorReminderRetries", RetryPlan.Unlimited, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(15)),
        Exponential("DaprBuiltInInitializationRetries", 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)),
        new(Protected, 5, TimeSpan.FromSeconds(1)),
    ];

    public static bool Contains(string name) => All.Any(retry => retry.Name == name);

    private static RetryPlan Exponential(string name, int maxRetries, TimeSpan maxInterval, TimeSpan maxElapsed) =>
        new(name, maxRetries, RetryReader.FirstPause) { Backoff = Backoff.Exponential, MaxInterval = maxInterval, MaxElapsed = maxElapsed };
}
