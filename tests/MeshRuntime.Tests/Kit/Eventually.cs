using System.Diagnostics;

namespace MeshRuntime.Tests.Kit;

/// <summary>Waits for a continuation on another thread to have run. The limit only ends a test that would hang.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "the condition did not come true within 30 s");
            await Task.Yield();
        }
    }
}
