using System.Collections.Concurrent;
using MeshRuntime.Abstractions.Errors;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>
/// Says why calls to one target failed: each kind of failure at once, then no more than a line in ten seconds with the number of those in between. At debug
/// level each call has its line.
/// </summary>
internal sealed partial class FailureLog(TimeProvider time, ILogger log)
{
    // What ended it, and how: a dozen pairs at most, since both are constants of ours.
    private readonly ConcurrentDictionary<(string? Kind, MeshErrorCode Code), SparseLine> _lines = new();

    /// <summary>A call failed.</summary>
    public void Failed(string target, MeshError error, ErrorWhy why)
    {
        if (!_lines.GetOrAdd((why.Kind, error.Code), static (_, time) => new SparseLine(time), time).MaySpeak(out var held))
        {
            Held(target, error, why);
        }
        else if (held == 0)
        {
            Log.Failed(log, target, why, error.Message);
        }
        else
        {
            Log.FailedSince(log, target, why, error.Message, held);
        }
    }

    /// <summary>A call ended because its caller went away: nobody needs to look.</summary>
    public void Abandoned(string target, MeshError error, ErrorWhy why) => Held(target, error, why);

    private void Held(string target, MeshError error, ErrorWhy why) => Log.FailedAgain(log, target, why, error.Message);

    private static partial class Log
    {
        [LoggerMessage(1003, LogLevel.Warning, "Call to {Target} failed ({Why}): {Reason}")]
        public static partial void Failed(ILogger logger, string target, ErrorWhy why, string reason);

        [LoggerMessage(1004, LogLevel.Debug, "Call to {Target} failed ({Why}): {Reason}")]
        public static partial void FailedAgain(ILogger logger, string target, ErrorWhy why, string reason);

        [LoggerMessage(1005, LogLevel.Warning, "Call to {Target} failed ({Why}): {Reason}; {Held} more failed in this way since the last such line")]
        public static partial void FailedSince(ILogger logger, string target, ErrorWhy why, string reason, long held);
    }
}
