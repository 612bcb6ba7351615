namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>When and how often a failed attempt is made again.</summary>
/// <param name="Name">The policy's, as errors and logs show it.</param>
/// <param name="MaxRetries">Further attempts after the first; 0 for none, -1 for any number.</param>
/// <param name="Pause">Wait before an attempt; of an exponential retry, before the second one.</param>
public sealed record RetryPlan(string Name, int MaxRetries, TimeSpan Pause)
{
    /// <summary>Any number of retries.</summary>
    public const int Unlimited = -1;

    /// <summary>What Dapr does when no policy is configured: three retries, one second apart.</summary>
    public static RetryPlan BuiltIn { get; } = new("DaprBuiltInServiceRetries", 3, TimeSpan.FromSeconds(1));

    /// <summary>How the waits grow.</summary>
    public Backoff Backoff { get; init; }

    /// <summary>Longest wait of an exponential retry. Dapr's default: 60 s.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>No attempt begins later than this after the first; null for no limit. Dapr's exponential retry: 15 minutes.</summary>
    public TimeSpan? MaxElapsed { get; init; }

    /// <summary>Statuses of HTTP apps that are worth another attempt; null for every failure.</summary>
    public CodeSet? HttpCodes { get; init; }

    /// <summary>gRPC statuses that are worth another attempt; null for every failure.</summary>
    public CodeSet? GrpcCodes { get; init; }
}
