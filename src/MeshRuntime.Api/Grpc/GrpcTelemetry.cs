using System.Globalization;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Api.Grpc;

/// <summary>Counts every call of the gRPC port, and logs it where that is asked for. Outermost: refusals count too.</summary>
/// <param name="meters">Where it counts.</param>
/// <param name="time">The only clock.</param>
/// <param name="log">The API log; null when <c>--enable-api-logging</c> is off.</param>
public sealed partial class GrpcTelemetry(GrpcMeters meters, TimeProvider time, ILogger? log)
{
    /// <summary>Serves one call.</summary>
    /// <param name="context">The call.</param>
    /// <param name="label">The method as metrics show it; empty for one that nobody serves.</param>
    /// <param name="next">What it measures.</param>
    internal async Task MeasureAsync(HttpContext context, string label, RequestDelegate next)
    {
        var began = time.GetTimestamp();
        GrpcCode? told = null;
        try
        {
            await next(context);
            told = CodeOf(context.Response);
        }
        finally
        {
            // None was told: the caller went away, or a fault of ours, for which the server resets the stream after this.
            var code = told ?? (context.RequestAborted.IsCancellationRequested ? GrpcCode.Cancelled : GrpcCode.Unknown);
            var elapsed = time.GetElapsedTime(began);
            meters.Served(label, NameOf(code), elapsed);
            if (log is not null)
            {
                Log.Called(
                    log, context.Request.Path.ToString(), (int)code, (long)elapsed.TotalMilliseconds, context.Request.Headers.UserAgent.ToString());
            }
        }
    }

    /// <summary>Go's name of a code, which Dapr's metrics show.</summary>
    internal static string NameOf(GrpcCode code) => code switch
    {
        GrpcCode.Ok => "OK",
        GrpcCode.Cancelled => "Canceled",
        _ => Enum.GetName(code) ?? nameof(GrpcCode.Unknown),
    };

    /// <summary>The status as it went out: behind the body, or in an answer that is nothing else.</summary>
    private static GrpcCode? CodeOf(HttpResponse response)
    {
        var trailers = response.HttpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var text = trailers is not null && trailers.TryGetValue(GrpcHeaders.Status, out var last) ? last : response.Headers[GrpcHeaders.Status];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? (GrpcCode)code : null;
    }

    private static partial class Log
    {
#pragma warning disable SYSLIB1015 // Dapr's text and names: the arguments are not in the message, they become fields of the line.
        [LoggerMessage(3002, LogLevel.Information, "gRPC API Called")]
        public static partial void Called(ILogger logger, string method, int code, long duration, string useragent);
#pragma warning restore SYSLIB1015
    }
}
