namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>The pauses with which a message waits for an app that is away: a tenth of a second at first, then doubling to two.</summary>
internal sealed class AppReturn(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Waits before the next attempt.</summary>
    /// <param name="attempt">How many attempts there were before the one that just failed.</param>
    /// <param name="cancellation">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    public Task WaitAsync(int attempt, CancellationToken cancellation)
    {
        var pause = First * Math.Pow(2, Math.Min(attempt, 5));
        return Task.Delay(pause < Longest ? pause : Longest, time, cancellation);
    }
}
