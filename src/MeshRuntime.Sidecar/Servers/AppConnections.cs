using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>
/// Knows whether the app still needs its sidecar: connections over which it has called close when it ends, not before, so a stop of both at once can
/// let the app finish. Its port says less: many servers close it first thing, and then finish what they have.
/// </summary>
/// <remarks>An app that opens a connection for each call is not seen between two of them; for it there is --dapr-block-shutdown-duration.</remarks>
internal sealed class AppConnections(TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private int _used;

    /// <summary>Serves one connection of the app until it ends.</summary>
    public ConnectionDelegate Watch(ConnectionDelegate next) => async connection =>
    {
        var mark = new Mark();
        connection.Features.Set(mark);
        try
        {
            await next(connection);
        }
        finally
        {
            if (mark.IsUsed)
            {
                Interlocked.Decrement(ref _used);
            }
        }
    };

    /// <summary>Serves the requests on such connections. Who asks how the sidecar is (probes, tools) does not need it.</summary>
    public RequestDelegate Watch(RequestDelegate handle) => context =>
    {
        if (context.Features.Get<Mark>() is { IsUsed: false } mark && !IsAboutTheSidecar(context.Request.Path) && mark.Use())
        {
            Interlocked.Increment(ref _used);
        }

        return handle(context);
    };

    /// <summary>Waits until the app has closed them all.</summary>
    /// <param name="limit">Ends the wait.</param>
    public async Task EndedAsync(CancellationToken limit)
    {
        while (Volatile.Read(ref _used) > 0 && !limit.IsCancellationRequested)
        {
            await Task.Delay(Look, time, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsAboutTheSidecar(PathString path) =>
        path.StartsWithSegments("/v1.0/healthz") || path.StartsWithSegments("/v1.0/metadata") || path.StartsWithSegments("/v1.0/shutdown")
        || path.StartsWithSegments("/grpc.health.v1.Health") || path.StartsWithSegments("/dapr.proto.runtime.v1.Dapr/GetMetadata")
        || path.StartsWithSegments("/dapr.proto.runtime.v1.Dapr/Shutdown");

    private sealed class Mark
    {
        private int _isUsed;

        public bool IsUsed => Volatile.Read(ref _isUsed) != 0;

        // Race: the first calls of two HTTP/2 streams. The connection counts once.
        public bool Use() => Interlocked.Exchange(ref _isUsed, 1) == 0;
    }
}
