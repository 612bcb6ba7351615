using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Api.Grpc;
using MeshRuntime.Api.Http;
using MeshRuntime.Api.Peer;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Api;

/// <summary>
/// Stands before the doors and refuses work that there is no room for, before it costs anything. What tells how the sidecar is, or ends it, still answers.
/// </summary>
/// <param name="gauge">Whether there is room: one read for each request.</param>
public sealed class LoadShedding(LoadGauge gauge)
{
    private const string NoMemory = "the sidecar is short of memory and takes no more work for the moment: call again in a second, or give it more memory";
    private const string NoConnection = "the sidecar has as many connections as it can hold: use fewer, or raise the limit of open files (ulimit -n)";

    /// <summary>The HTTP API.</summary>
    public RequestDelegate Http(RequestDelegate next) => context =>
        RefusalOf(context) is { } reason && !IsVital(context) ? ErrorBody.WriteAsync(context, new MeshError(MeshErrorCode.Overloaded, reason)) : next(context);

    /// <summary>The gRPC API.</summary>
    public RequestDelegate Grpc(RequestDelegate next) => context =>
    {
        if (RefusalOf(context) is not { } reason || GrpcHealth.Owns(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
        {
            return next(context);
        }

        GrpcStatusWriter.WriteTrailersOnly(context.Response, new GrpcStatus(GrpcCode.ResourceExhausted, reason));
        return Task.CompletedTask;
    };

    /// <summary>The port for other sidecars: they try another instance.</summary>
    public RequestDelegate Peer(RequestDelegate next) => context =>
        gauge.IsMemoryShort ? PeerEndpoint.FailAsync(context, PeerFailure.Overloaded, $"rpc error: code = ResourceExhausted desc = {NoMemory}") : next(context);

    private string? RefusalOf(HttpContext context) =>
        gauge.IsMemoryShort ? NoMemory
        : gauge.HasReserved && context.Features.Get<ReservedConnection>() is not null ? Close(context)
        : null;

    private static string Close(HttpContext context)
    {
        // The next one that asks for health needs the place.
        context.Response.Headers.Connection = "close";
        return NoConnection;
    }

    private static bool IsVital(HttpContext context) =>
        RequestTarget.TryRead(context, out var target)
        && (target.Path.StartsWith("/v1.0/healthz", StringComparison.Ordinal) || target.Path is "/v1.0/shutdown" or "/v1.0/metadata");
}
