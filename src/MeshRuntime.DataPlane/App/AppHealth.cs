using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.App;

/// <summary>Whether our app may be given work, as its probes tell. Without probes it always may.</summary>
/// <param name="threshold">Failed probes in a row that make it unhealthy; at least 1.</param>
/// <param name="log">Told of each change.</param>
public sealed partial class AppHealth(int threshold, ILogger log)
{
    private int _failures = int.MaxValue;

    /// <summary>False before the first good probe, and after too many bad ones.</summary>
    public bool IsHealthy => Volatile.Read(ref _failures) < threshold;

    /// <summary>Called after each change, by the probes' task: it must not wait.</summary>
    public event Action? Changed;

    /// <summary>Takes the outcome of a probe; they come one at a time.</summary>
    /// <param name="failure">Why it failed; null when it did not.</param>
    public void Probed(string? failure)
    {
        var was = IsHealthy;

        // In a row, as Dapr's documents say. Its code lets failures of a whole week add up.
        Volatile.Write(ref _failures, failure is null ? 0 : was ? _failures + 1 : _failures);
        if (was != IsHealthy)
        {
            Tell(failure);
            Changed?.Invoke();
        }
    }

    private void Tell(string? failure)
    {
        if (failure is null)
        {
            Log.Healthy(log);
        }
        else
        {
            Log.Unhealthy(log, threshold, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Information, "The app is healthy")]
        public static partial void Healthy(ILogger logger);

        [LoggerMessage(1302, LogLevel.Warning, "The app is unhealthy and gets no calls until a probe succeeds: {Threshold} probes in a row failed, the last one with: {Reason}")]
        public static partial void Unhealthy(ILogger logger, int threshold, string reason);
    }
}
