using System.Text;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.Api.Grpc;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.DataPlane.Inbound;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Api.Peer;

/// <summary>Calls of other sidecars to our app: every path of the peer port.</summary>
/// <param name="self">Who we are.</param>
/// <param name="gate">Judges the call and passes it to the app.</param>
/// <param name="maxMessageBytes">Ceiling of each message of a gRPC call, both ways; null for none.</param>
/// <param name="drain">Says when calls are refused because we go.</param>
/// <param name="time">The only clock.</param>
public sealed class PeerEndpoint(WorkloadIdentity self, InboundGate gate, long? maxMessageBytes, PeerDrain drain, TimeProvider time)
{
    private readonly ServiceName _service = new(self.AppId, self.Namespace);

    /// <summary>Serves one request of a peer.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (drain.Refuses())
        {
            await FailAsync(context, PeerFailure.Draining, $"rpc error: code = Unavailable desc = this sidecar of {self.AppId} is shutting down");
            return;
        }

        var isGrpc = context.Request.Headers[MeshNames.PeerCall] is [MeshNames.PassedGrpc];
        var peer = context.Features.Get<PeerConnection>();
        CallDeadline? deadline = null;
        if (peer is null
            || HttpMethods.IsConnect(context.Request.Method)
            || !RequestTarget.TryRead(context, out var target)
            || MethodPath.TryParse(target.Path, out var path) != PathRefusal.None
            || (isGrpc && !GrpcPassThrough.TryReadDeadline(context, GrpcHeaders.Timeout, time, out deadline)))
        {
            await FailAsync(context, PeerFailure.Invalid, "rpc error: code = InvalidArgument desc = invalid method");
            return;
        }

        if (!isGrpc)
        {
            // Written by a sidecar. One that it cannot have written says nothing.
            _ = GrpcPassThrough.TryReadDeadline(context, MeshNames.Deadline, time, out deadline);
        }

        using (deadline)
        {
            await InvokeAsync(context, new MeshCall
            {
                Target = self.AppId,
                Service = _service,
                Kind = isGrpc ? CallKind.Grpc : CallKind.Http,
                Method = HttpMethod.Parse(context.Request.Method),
                Path = path,
                Query = target.Query,
                Headers = context.Request.Headers,
                Body = RequestBody.Of(context, isGrpc ? maxMessageBytes : null),
                Caller = peer.Identity,
                ForwardedBy = peer.ForwardedBy,
                Invoke = GrpcInvoke.Read(context.Request.Headers),
                Deadline = deadline,
                Aborted = deadline?.Ended ?? context.RequestAborted,
            });
        }
    }

    private async Task InvokeAsync(HttpContext context, MeshCall call)
    {
        try
        {
            var result = await gate.InvokeAsync(call);
            if (call.Invoke is not null && result.Response is { } invoked)
            {
                GrpcAnswer.Copy(invoked.Headers, context.Response.Headers);
            }

            Mark(context.Response.Headers, call, result);
            await (result.Response is not { } response ? FailAsync(context, call, result)
                : call.Kind == CallKind.Grpc ? GrpcResponseCopy.WriteAsync(response, context, call, maxMessageBytes)
                : ResponseCopy.WriteAsync(response, context, call));
        }
        finally
        {
            // As on the other side: nothing may read from the request once this returns.
            await call.EndAsync();
        }
    }

    /// <summary>Tells the caller's sidecar what it cannot see, for its policies.</summary>
    private void Mark(IHeaderDictionary headers, MeshCall call, CallResult result)
    {
        if (call.IsTranslated)
        {
            headers[MeshNames.GrpcApp] = "true";
        }

        if (result.Response is { } response && (call.Kind == CallKind.Grpc || (int)response.StatusCode >= 500) && gate.IsConsequence)
        {
            headers[MeshNames.Consequence] = "true";
        }
    }

    private static Task FailAsync(HttpContext context, MeshCall call, CallResult result)
    {
        if (result.Progress == CallProgress.Abandoned || call.Deadline is { HasPassed: true })
        {
            if (call.Kind == CallKind.Grpc)
            {
                // Only the deadline leaves somebody to tell.
                GrpcResponseCopy.End(context.Response, GrpcResponseCopy.Ended(call));
            }
            else
            {
                context.Abort();
            }

            return Task.CompletedTask;
        }

        var (kind, code) = result.Error!.Code == MeshErrorCode.Denied ? (PeerFailure.Denied, "PermissionDenied")
            : result.Error.Code == MeshErrorCode.Overloaded ? (PeerFailure.Overloaded, "ResourceExhausted")
            : result.Error.Code == MeshErrorCode.MessageTooLarge ? (PeerFailure.TooLarge, "ResourceExhausted")
            : result.Progress == CallProgress.NotSent ? (PeerFailure.Unreached, "Internal")
            : (PeerFailure.Broken, "Internal");
        return FailAsync(context, kind, $"rpc error: code = {code} desc = {result.Error.Message}");
    }

    /// <summary>Answers in place of the app.</summary>
    internal static async Task FailAsync(HttpContext context, string kind, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Features.Get<IHttpResetFeature>()?.Reset(errorCode: 2); // INTERNAL_ERROR, RFC 9113 7
            return;
        }

        context.Response.StatusCode = StatusCodes.Status502BadGateway;
        context.Response.Headers[MeshNames.PeerFailure] = kind;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(message), context.RequestAborted);
    }
}
