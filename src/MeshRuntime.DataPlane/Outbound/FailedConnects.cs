using System.Collections.Concurrent;
using System.Net;

namespace MeshRuntime.DataPlane.Outbound;

/// <summary>
/// Lets calls that wait for the same connection fail together. SocketsHttpHandler fails only the one for which it tried, and then tries again for the
/// next: with a host that swallows packets that is five seconds for each of them, one after the other. Measured with a peer that refuses our
/// certificate: at 100 calls a second none had failed after 30 s.
/// </summary>
/// <param name="time">Tells how long a failure counts.</param>
internal sealed class FailedConnects(TimeProvider time)
{
    // Long enough for everything that waited to be told; nothing beside the second that a caller leaves an endpoint alone.
    private static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(100);

    // More endpoints than a target has: what is beyond comes from instances that are gone.
    private const int MaxRemembered = 1024;

    private readonly ConcurrentDictionary<EndPoint, (long At, Exception Failure)> _failures = new();

    /// <summary>Throws what the last attempt met, if that was a moment ago.</summary>
    /// <exception cref="IOException">With the reason inside.</exception>
    public void ThrowIfJustFailed(EndPoint endpoint)
    {
        if (_failures.TryGetValue(endpoint, out var last))
        {
            if (time.GetElapsedTime(last.At) < Memory)
            {
                throw new IOException(last.Failure.Message, last.Failure);
            }

            _failures.TryRemove(new(endpoint, last));
        }
    }

    /// <summary>An attempt failed.</summary>
    public void Remember(EndPoint endpoint, Exception failure)
    {
        if (_failures.Count >= MaxRemembered)
        {
            _failures.Clear();
        }

        _failures[endpoint] = (time.GetTimestamp(), failure);
    }
}
