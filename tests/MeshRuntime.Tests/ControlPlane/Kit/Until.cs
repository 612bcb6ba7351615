namespace MeshRuntime.Tests.ControlPlane.Kit;

/// <summary>Waits on a condition.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"it never came to be that {what}");
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
