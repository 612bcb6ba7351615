using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Health;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary><c>GET /v1.0/healthz</c> and <c>/v1.0/healthz/outbound</c>.</summary>
public sealed class HealthEndpoint(string appId, Readiness readiness)
{
    private static readonly MeshError OutboundNotReady = new(MeshErrorCode.OutboundNotReady, "dapr outbound is not ready");
    private static readonly MeshError OtherApp = new(MeshErrorCode.HealthAppIdMismatch, "dapr app-id does not match");

    /// <summary>204 when the sidecar and its app are up; with <c>?appid=</c>, only when it is that app's sidecar.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (!readiness.IsReady)
        {
            return ErrorBody.WriteAsync(
                context, new MeshError(MeshErrorCode.HealthNotReady, $"dapr is not ready: [{string.Join(' ', readiness.WaitingFor)}]"));
        }

        return context.Request.Query.TryGetValue("appid", out var asked) && asked != appId
            ? ErrorBody.WriteAsync(context, OtherApp)
            : NoContent(context);
    }

    /// <summary>204 as soon as the app may call out.</summary>
    public Task HandleOutboundAsync(HttpContext context) =>
        readiness.IsOutboundReady ? NoContent(context) : ErrorBody.WriteAsync(context, OutboundNotReady);

    private static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
