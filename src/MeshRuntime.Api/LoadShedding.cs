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
/// <param name="gauge">Whether there is room: one read for each request, and a count of bytes where memory is limited.</param>
public sealed class LoadShedding(LoadGauge gauge)
{
    // What a request costs beside its body: its objects here and at the next hop, and the buffers of an answer.
    private const int RequestBytes = 24 * 1024;

    // What there may be of its body at once: what CallBody keeps, and what the server and the client have on the way. Of a longer one no more, and of one
    // whose length nobody says as much.
    private const int BodyBytes = 192 * 1024;

    // No gRPC call says its length, and most are small or mostly silent: what is kept of one that passes through. A message that is kept whole is counted
    // when it comes.
    private const int GrpcBodyBytes = 64 * 1024;

    private const string NoMemory = "the sidecar is short of memory and takes no more work for the moment: call again in a second, or give it more memory";
    private const string NoConnection = "the sidecar has as many connections as it can hold: use fewer, or raise the limit of open files (ulimit -n)";

    // Written while there is memory: to refuse must not need any.
    private readonly byte[] _noMemory = ErrorBody.Render(new MeshError(MeshErrorCode.Overloaded, NoMemory));
    private readonly byte[] _noConnection = ErrorBody.Render(new MeshError(MeshErrorCode.Overloaded, NoConnection));

    /// <summary>The HTTP API.</summary>
    public RequestDelegate Http(RequestDelegate next)
    {
        RequestDelegate refuse = context => IsVital(context) ? next(context) : RefuseMemory(context);
        var serve = gauge.IsBounded ? Within(next, refuse, HttpRoom) : next;
        return context => IsReserved(context) ? IsVital(context) ? next(context) : ErrorBody.RefuseAsync(context, _noConnection)
            : gauge.IsMemoryShort ? refuse(context)
            : serve(context);
    }

    /// <summary>The gRPC API.</summary>
    public RequestDelegate Grpc(RequestDelegate next)
    {
        RequestDelegate refuse = context => IsHealth(context) ? next(context) : RefuseGrpc(context, NoMemory);
        var serve = gauge.IsBounded ? Within(next, refuse, GrpcRoom) : next;
        return context => IsReserved(context) ? IsHealth(context) ? next(context) : RefuseGrpc(context, NoConnection)
            : gauge.IsMemoryShort ? refuse(context)
            : serve(context);
    }

    /// <summary>The port for other sidecars: they try another instance.</summary>
    public RequestDelegate Peer(RequestDelegate next)
    {
        RequestDelegate serve = gauge.IsBounded ? Within(next, RefusePeer, context => GrpcHeaders.IsGrpc(context.Request.ContentType) ? GrpcRoom(context) : HttpRoom(context)) : next;
        return context => gauge.IsMemoryShort ? RefusePeer(context) : serve(context);
    }

    /// <summary>Counts a gRPC message that is kept whole, before it is read; false when there is no room for it. Null when nothing is counted.</summary>
    public Func<HttpContext, int, bool>? HasRoomFor => gauge.IsBounded ? static (context, bytes) => context.Features.Get<RequestRoom>()?.TryTakeMessage(bytes) ?? true : null;

    private static Task RefusePeer(HttpContext context) =>
        PeerEndpoint.FailAsync(context, PeerFailure.Overloaded, $"rpc error: code = ResourceExhausted desc = {NoMemory}");

    private static Task RefuseGrpc(HttpContext context, string reason)
    {
        GrpcStatusWriter.WriteTrailersOnly(context.Response, new GrpcStatus(GrpcCode.ResourceExhausted, reason));
        return Task.CompletedTask;
    }

    private static bool IsHealth(HttpContext context) => GrpcHealth.Owns(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    private static bool IsVital(HttpContext context) =>
        RequestTarget.TryRead(context, out var target)
        && (target.Path.StartsWith("/v1.0/healthz", StringComparison.Ordinal) || target.Path is "/v1.0/shutdown" or "/v1.0/metadata");

    private Task RefuseMemory(HttpContext context) => ErrorBody.RefuseAsync(context, _noMemory);

    /// <summary>Only where memory is limited: a burst comes quicker than memory is measured, so what each request may need is counted before it is served.</summary>
    private RequestDelegate Within(RequestDelegate next, RequestDelegate refuse, Func<HttpContext, long> bodyBytes) => async context =>
    {
        var room = new RequestRoom(gauge);
        if (!room.TryTake(RequestBytes + bodyBytes(context)) || (IsKeptWhole(context) && !room.TryTakeMessage(context.Request.ContentLength ?? BodyBytes)))
        {
            room.Give();
            await refuse(context);
            return;
        }

        context.Features.Set(room);
        try
        {
            await next(context);
        }
        finally
        {
            room.Give();
        }
    };

    private static long HttpRoom(HttpContext context) => Math.Min(LengthOf(context) ?? BodyBytes, BodyBytes);

    private static long GrpcRoom(HttpContext context) => Math.Min(LengthOf(context) ?? GrpcBodyBytes, GrpcBodyBytes);

    private static long? LengthOf(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? 0 : context.Request.ContentLength;

    /// <summary>What goes to a broker is a message, and is one only when all of it is there.</summary>
    private static bool IsKeptWhole(HttpContext context) => context.Request.Path.Value is { } path
        && (path.StartsWith("/v1.0/publish/", StringComparison.Ordinal) || path.StartsWith("/v1.0-alpha1/publish/", StringComparison.Ordinal));

    private bool IsReserved(HttpContext context)
    {
        if (!gauge.HasReserved || context.Features.Get<ReservedConnection>() is null)
        {
            return false;
        }

        // The next one that asks for health needs the place.
        context.Response.Headers.Connection = "close";
        return true;
    }
}
