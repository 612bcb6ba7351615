using System.Globalization;
using System.Net;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Does what <c>--wait</c> asks: polls a sidecar until it can take calls, and gives up quietly after a minute (Dapr's times).</summary>
internal static class WaitCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits.</summary>
    /// <param name="httpPort">The API port of the sidecar.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the wait early.</param>
    /// <returns>Whether the sidecar answered that it is ready; Dapr exits 0 either way.</returns>
    public static async Task<bool> RunAsync(int httpPort, TimeProvider time, CancellationToken cancel)
    {
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{httpPort}/v1.0/healthz/outbound"));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = RequestLimit };
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < Limit)
        {
            try
            {
                using var answer = await http.GetAsync(url, cancel);
                if (answer.StatusCode == HttpStatusCode.NoContent)
                {
                    return true;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Listening, but too busy to answer in time.
            }

            await Task.Delay(Pause, time, cancel);
        }

        return false;
    }
}
