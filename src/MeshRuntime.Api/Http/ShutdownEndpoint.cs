using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary><c>POST /v1.0/shutdown</c>: 204 at once, then the sidecar stops.</summary>
/// <param name="shutdown">Begins the stop; true means without waiting for anything (<c>dapr-force-shutdown</c>).</param>
public sealed class ShutdownEndpoint(Action<bool> shutdown)
{
    /// <summary>Begins the stop.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var force = context.Request.Headers["dapr-force-shutdown"] is [{ } value] && bool.TryParse(value, out var yes) && yes;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.OnCompleted(() =>
        {
            shutdown(force);
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }
}
