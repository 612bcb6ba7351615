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
}
