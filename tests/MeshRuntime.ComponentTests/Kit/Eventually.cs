using System.Diagnostics;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>Waits on a condition, with a limit that only a failure reaches.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<Task<bool>> condition, string what) => TrueAsync(condition, what, TimeSpan.FromSeconds(20));

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> condition, string what, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < limit, $"not within {limit.TotalSeconds} s: {what}");
            await Task.Delay(20);
        }

        return watch.Elapsed;
    }
}
