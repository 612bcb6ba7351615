using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar;

/// <summary>
/// Knows the oldest .NET that is safe to face a network with: 10.0.13 carries the fix of the ASP.NET Core advisory of October 2026. What ships
/// has a newer one inside; a build that runs on an installed runtime may not.
/// </summary>
internal static partial class RuntimeFloor
{
    /// <summary>The first fixed version.</summary>
    public static readonly Version Fixed = new(10, 0, 13);

    /// <summary>Warns when the process runs on something older.</summary>
    public static void Check(Version running, ILogger log)
    {
        if (running < Fixed)
        {
            Log.TooOld(log, running, Fixed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4040, LogLevel.Warning, "This build runs on .NET {Running}, which lacks security fixes; install {Fixed} or later, or use the published meshd")]
        public static partial void TooOld(ILogger logger, Version running, Version @fixed);
    }
}
