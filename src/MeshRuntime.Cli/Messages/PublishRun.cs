using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Messages;

/// <summary>Publishes messages 1 to n, each at its time, a few at once where the answers are slower than the pace.</summary>
/// <param name="publish">Publishes the message with that number.</param>
/// <param name="tally">Told of each answer.</param>
/// <param name="time">The only clock.</param>
internal sealed class PublishRun(Func<long, Task<SidecarReply>> publish, PublishTally tally, TimeProvider time)
{
    /// <summary>Enough for a sidecar that takes many in one commit; few enough to leave it to others too.</summary>
    public const int AtOnce = 16;

    private long _last;

    /// <summary>Returns when all are answered. Ends earlier when stopped, or at a refusal that all of them would get; what was begun is waited for.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rate">Messages a second; null for as fast as they are taken.</param>
    /// <param name="stop">Begins no more.</param>
    public async Task RunAsync(long count, double? rate, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, (int)Math.Min(AtOnce, count)).Select(_ => WorkAsync()));

        async Task WorkAsync()
        {
            while (!stop.IsCancellationRequested && !tally.IsRefused && Interlocked.Increment(ref _last) is var number && number <= count)
            {
                if (rate is { } pace && !await DueAsync(TimeSpan.FromSeconds((number - 1) / pace) - time.GetElapsedTime(began), stop))
                    return;
                tally.Add(await publish(number));
            }
        }
    }

    /// <summary>Waits for a message's time; false when stopped before it.</summary>
    private async Task<bool> DueAsync(TimeSpan left, CancellationToken stop)
    {
        try
        {
            if (left > TimeSpan.Zero)
                await Task.Delay(left, time, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
