using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary><c>POST /v1.0/shutdown</c>: 204 at once, then the sidecar stops.</summary>
/// <param name="shutdown">Begins the stop; true means without waiting for anything (<c>dapr-force-shutdown</c>).</param>
public sealed class ShutdownEndpoint(Action<bool> shutdown)
{
    /// <summary>Begins the stop.</summary>
    public Task HandleAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        BeginAfter(context);
        return Task.CompletedTask;
    }

    /// <summary>Begins the stop when the answer to a request is out, in the way that the request asks for.</summary>
    internal void BeginAfter(HttpContext context)
    {
        var force = context.Request.Headers["dapr-force-shutdown"] is [{ } value] && bool.TryParse(value, out var yes) && yes;
        context.Response.OnCompleted(() =>
        {
            shutdown(force);
            return Task.CompletedTask;
        });
    }
}
