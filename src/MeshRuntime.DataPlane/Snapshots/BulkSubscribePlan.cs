namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>How messages are gathered into one request to the app. The defaults are Dapr's.</summary>
/// <param name="MaxMessages">A batch is full at this many.</param>
/// <param name="MaxWait">A batch leaves this long after its first message, full or not.</param>
public sealed record BulkSubscribePlan(int MaxMessages, TimeSpan MaxWait)
{
    /// <summary>A hundred messages.</summary>
    public const int DefaultMaxMessages = 100;

    /// <summary>One second.</summary>
    public static readonly TimeSpan DefaultMaxWait = TimeSpan.FromSeconds(1);

    /// <summary>A plan from what was written; zero and less mean the default (Dapr).</summary>
    /// <param name="maxMessages">Messages in a batch.</param>
    /// <param name="maxWaitMilliseconds">Milliseconds after its first message.</param>
    public static BulkSubscribePlan Of(int maxMessages, int maxWaitMilliseconds) => new(
        maxMessages > 0 ? maxMessages : DefaultMaxMessages,
        maxWaitMilliseconds > 0 ? TimeSpan.FromMilliseconds(maxWaitMilliseconds) : DefaultMaxWait);
}
