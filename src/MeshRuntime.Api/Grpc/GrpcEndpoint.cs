using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Api.Grpc;

/// <summary>
/// The gRPC port, as a call meets it: counted, guarded, and then one of four things. A method of Dapr's is ours, whatever else the call says. A
/// call that names a target goes through to it, also one for health or reflection, so that clients can explore another app. Health and
/// reflection without a target are ours. What is left is told how to name a target.
/// </summary>
/// <param name="telemetry">Outermost.</param>
/// <param name="guard">Before everything that acts.</param>
/// <param name="server">Runs our own methods.</param>
/// <param name="api">Dapr's methods.</param>
/// <param name="health">The standard health service.</param>
/// <param name="passThrough">Takes a call to another app, checked and counted, and never one of a method of Dapr's.</param>
public sealed class GrpcEndpoint(
    GrpcTelemetry telemetry, GrpcGuard guard, GrpcServer server, GrpcApi api, GrpcHealth health, RequestDelegate passThrough)
{
    // With the services that Dapr has and no sidecar: what is meant for a sidecar must not reach an app because it is not built here yet.
    private const string DaprPackages = "/dapr.proto.";

    // Dapr's words; its .NET client looks for them.
    private static readonly GrpcStatus NoTarget = new(
        GrpcCode.Unknown, $"failed to proxy request: required metadata {MeshNames.CalleeAppId} or {MeshNames.AppId} not found");

    private readonly GrpcMethodTable _standard = new([.. health.Methods, .. GrpcReflection.Methods]);

    /// <summary>Serves one call.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (!GrpcHeaders.IsGrpc(context.Request.ContentType))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return context.Response.WriteAsync("this port speaks gRPC; the HTTP API is on --dapr-http-port", context.RequestAborted);
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return context.Response.WriteAsync("a gRPC call is a POST", context.RequestAborted);
        }

        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var isOfDapr = path.StartsWith(DaprPackages, StringComparison.Ordinal);
        var hasTarget = context.Request.Headers.ContainsKey(MeshNames.CalleeAppId) || context.Request.Headers.ContainsKey(MeshNames.AppId);
        return isOfDapr ? ServeAsync(context, GrpcApi.Knows(path) ? path : "", api.HandleAsync)
            : hasTarget ? ServeAsync(context, path, passThrough)
            : _standard.TryFind(path, out var method) ? ServeAsync(context, path, http => server.HandleAsync(http, method), GrpcHealth.Owns(path))
            : ServeAsync(context, "", RefuseAsync);
    }

    private Task ServeAsync(HttpContext context, string label, RequestDelegate serve, bool isHealth = false) =>
        telemetry.MeasureAsync(context, label, http =>
        {
            if (guard.RefusalOf(http.Request.Headers, isHealth) is not { } refusal)
            {
                return serve(http);
            }

            GrpcStatusWriter.WriteTrailersOnly(http.Response, refusal);
            return Task.CompletedTask;
        });

    private static Task RefuseAsync(HttpContext context)
    {
        GrpcStatusWriter.WriteTrailersOnly(context.Response, NoTarget);
        return Task.CompletedTask;
    }
}
