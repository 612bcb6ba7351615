using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>Says and counts how breakers change.</summary>
internal sealed partial class BreakerWatch(ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger<Breaker>();

    /// <summary>The state as logs and metrics name it (Dapr).</summary>
    public static string NameOf(BreakerState state) => state switch
    {
        BreakerState.Closed => "closed",
        BreakerState.HalfOpen => "half-open",
        _ => "open",
    };

    /// <summary>A breaker has changed.</summary>
    public void Changed(PolicyScope scope, Breaker breaker, BreakerState from, BreakerState to)
    {
        Log.Changed(_log, breaker.Name, NameOf(from), NameOf(to));
        scope.Changed(NameOf(to));
    }

    private static partial class Log
    {
        [LoggerMessage(1013, LogLevel.Information, "Circuit breaker \"{Breaker}\" changed state from {From} to {To}")]
        public static partial void Changed(ILogger logger, string breaker, string from, string to);
    }
}
