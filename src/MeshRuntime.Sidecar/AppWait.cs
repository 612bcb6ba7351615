using MeshRuntime.DataPlane.App;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar;

/// <summary>Waits until the app accepts connections, for as long as it takes (Dapr's rhythm).</summary>
internal sealed partial class AppWait(AppChannel app, int port, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int AttemptsPerLogLine = 100;

    /// <summary>Completes when the app listens.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; !await app.IsListeningAsync(cancellation); attempt++)
        {
            if (attempt % AttemptsPerLogLine == 1)
            {
                Log.Waiting(log, port);
            }

            await Task.Delay(Pause, time, cancellation);
        }

        Log.Discovered(log, port);
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Information, "waiting on port {Port}: the app does not listen there yet")]
        public static partial void Waiting(ILogger logger, int port);

        [LoggerMessage(4011, LogLevel.Information, "application discovered on port {Port}")]
        public static partial void Discovered(ILogger logger, int port);
    }
}
