namespace MeshRuntime.Cli.Messages;

/// <summary>Shows how far a publish is: one line that counts on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class PublishProgress(PublishTally tally, long count, TextWriter output, bool isTerminal, TimeProvider time)
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5);

    /// <summary>Shows it until the work is done.</summary>
    public async Task FollowAsync(Task work)
    {
        var began = time.GetTimestamp();
        using var tick = new PeriodicTimer(isTerminal ? OnTerminal : Elsewhere, time);
        var next = tick.WaitForNextTickAsync().AsTask();
        while (await Task.WhenAny(work, next) == next)
        {
            var line = Line(time.GetElapsedTime(began));
            output.Write(isTerminal ? $"\r\e[K{line}" : line + Environment.NewLine);
            output.Flush();
            next = tick.WaitForNextTickAsync().AsTask();
        }

        if (isTerminal)
            output.Write("\r\e[K");
        await work;
    }

    private string Line(TimeSpan elapsed) =>
        $"published {tally.Published} of {count} ({tally.Published / elapsed.TotalSeconds:0}/s){(tally.Failed > 0 ? $", {tally.Failed} failed" : "")}";
}
