using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Security;

/// <summary>Writes one line for each refused peer, but not more than a few a second: who can make us log can fill a disk.</summary>
internal sealed partial class RefusalLog(TimeProvider time, ILogger logger)
{
    /// <summary>Enough to see every peer of a broken roll-out, few enough that a flood costs 1 MB a minute at most.</summary>
    public const int MaxPerSecond = 10;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _windowStart = time.GetTimestamp();
    private int _inWindow;
    private long _suppressed;

    public void CallerRefused(string address, string shown, PeerRefusal refusal)
    {
        if (MaySpeak())
        {
            Log.CallerRefused(logger, address, shown, refusal.Reason, refusal.Message);
        }
    }

    public void CalleeRefused(string address, string shown, string target, PeerRefusal refusal)
    {
        if (MaySpeak())
        {
            Log.CalleeRefused(logger, target, address, shown, refusal.Reason, refusal.Message);
        }
    }

    private bool MaySpeak()
    {
        long suppressed = 0;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_windowStart, now) >= Window)
            {
                _windowStart = now;
                _inWindow = 0;
            }

            if (_inWindow == MaxPerSecond)
            {
                _suppressed++;
                return false;
            }

            _inWindow++;
            (suppressed, _suppressed) = (_suppressed, 0);
        }

        if (suppressed > 0)
        {
            Log.Suppressed(logger, suppressed);
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Warning, "Refused a connection from {Address} ({Shown}), {Reason}: {Message}")]
        public static partial void CallerRefused(ILogger logger, string address, string shown, PeerRefusalReason reason, string message);

        [LoggerMessage(1101, LogLevel.Warning, "Refused the sidecar of {Target} at {Address} ({Shown}), {Reason}: {Message}")]
        public static partial void CalleeRefused(ILogger logger, string target, string address, string shown, PeerRefusalReason reason, string message);

        [LoggerMessage(1102, LogLevel.Warning, "{Suppressed} more connections were refused and not logged")]
        public static partial void Suppressed(ILogger logger, long suppressed);
    }
}
