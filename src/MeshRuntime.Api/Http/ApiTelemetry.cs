using MeshRuntime.DataPlane.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Api.Http;

/// <summary>Counts every request of the API, and logs it where that is asked for. Outermost: refusals count too.</summary>
/// <param name="meters">Where it counts.</param>
/// <param name="time">The only clock.</param>
/// <param name="log">The API log; null when <c>--enable-api-logging</c> is off.</param>
/// <param name="endpoints">What it measures.</param>
public sealed partial class ApiTelemetry(HttpMeters meters, TimeProvider time, ILogger? log, RequestDelegate endpoints)
{
    /// <summary>Serves one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        int? served = null;
        try
        {
            await endpoints(context);
            served = context.Response.StatusCode;
        }
        finally
        {
            // An exception: the caller went away while we wrote, or a fault of ours, which the server answers with 500 after this.
            var status = served
                ?? (context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : StatusCodes.Status500InternalServerError);
            var elapsed = time.GetElapsedTime(began);
            meters.Served(context.Request.Method, RouteOf(context), status, elapsed);
            if (log is not null)
            {
                Log.Called(
                    log,
                    $"{context.Request.Method} {context.Request.Path}",
                    status,
                    (long)elapsed.TotalMilliseconds,
                    context.Response.ContentLength ?? 0,
                    context.Request.Headers.UserAgent.ToString());
            }
        }
    }

    /// <summary>The route, never the path of a request: with raw paths each order number would become a series.</summary>
    private static string RouteOf(HttpContext context) => !RequestTarget.TryRead(context, out var target) ? "" : target.Path switch
    {
        var path when path.StartsWith(InvokeEndpoint.Prefix, StringComparison.Ordinal) => "/v1.0/invoke/{app_id}/method",
        var path when PublishPath.IsPublish(path) => PublishPath.IsBulk(path) ? "/v1.0/publish/bulk" : "/v1.0/publish",
        var path when path.StartsWith(QueuePath.Prefix, StringComparison.Ordinal) => "/v1.0-alpha1/mesh/queues",
        var path when path.StartsWith(SecretPath.Prefix, StringComparison.Ordinal) => "/v1.0/secrets",
        "/v1.0/healthz" => "/v1.0/healthz",
        "/v1.0/healthz/outbound" => "/v1.0/healthz/outbound",
        "/v1.0/shutdown" => "/v1.0/shutdown",
        var path when path.StartsWith("/v1.0/metadata", StringComparison.Ordinal) => "/v1.0/metadata",
        _ => "",
    };

    private static partial class Log
    {
#pragma warning disable SYSLIB1015 // Dapr's text and names: the arguments are not in the message, they become fields of the line.
        [LoggerMessage(3001, LogLevel.Information, "HTTP API Called")]
        public static partial void Called(ILogger logger, string method, int code, long duration, long size, string useragent);
#pragma warning restore SYSLIB1015
    }
}
