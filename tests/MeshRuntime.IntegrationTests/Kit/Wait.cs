using System.Diagnostics;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Waits for a condition, never for a time. The limits are generous: they end a hang, they do not measure.</summary>
internal static class Wait
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(15);

    public static Task UntilAsync(Func<bool> condition, string what, TimeSpan? limit = null) =>
        UntilAsync(() => Task.FromResult(condition()), what, limit);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var patience = limit ?? Patience;
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > patience)
            {
                throw new TimeoutException($"waited {patience.TotalSeconds:0} s in vain: {what}");
            }

            await Task.Delay(Pace);
        }
    }

    /// <summary>The result of a task, or a failure that says what did not come.</summary>
    public static async Task<T> ForAsync<T>(Task<T> task, string what, TimeSpan? limit = null)
    {
        await ForAsync((Task)task, what, limit);
        return await task;
    }

    public static async Task ForAsync(Task task, string what, TimeSpan? limit = null)
    {
        var patience = limit ?? Patience;
        try
        {
            await task.WaitAsync(patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"waited {patience.TotalSeconds:0} s in vain: {what}");
        }
    }
}
