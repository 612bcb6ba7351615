using System.Text;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.DataPlane.Inbound;
using MeshRuntime.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Api.Peer;

/// <summary>Calls of other sidecars to our app: every path of the peer port.</summary>
public sealed class PeerEndpoint(WorkloadIdentity self, InboundGate gate)
{
    private readonly ServiceName _service = new(self.AppId, self.Namespace);

    /// <summary>Serves one request of a peer.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var peer = context.Features.Get<PeerConnection>();
        if (peer is null
            || HttpMethods.IsConnect(context.Request.Method)
            || !RequestTarget.TryRead(context, out var target)
            || MethodPath.TryParse(target.Path, out var path) != PathRefusal.None)
        {
            return FailAsync(context, PeerFailure.Invalid, "rpc error: code = InvalidArgument desc = invalid method");
        }

        return InvokeAsync(context, new MeshCall
        {
            Target = self.AppId,
            Service = _service,
            Method = HttpMethod.Parse(context.Request.Method),
            Path = path,
            Query = target.Query,
            Headers = context.Request.Headers,
            Body = RequestBody.Of(context),
            Caller = peer.Identity,
            ForwardedBy = peer.ForwardedBy,
            Aborted = context.RequestAborted,
        });
    }

    private async Task InvokeAsync(HttpContext context, MeshCall call)
    {
        try
        {
            var result = await gate.InvokeAsync(call);
            if (result.Response is { } response)
            {
                await ResponseCopy.WriteAsync(response, context);
            }
            else if (result.Progress == CallProgress.Abandoned)
            {
                context.Abort();
            }
            else
            {
                var (kind, code) = result.Error!.Code == MeshErrorCode.Denied ? (PeerFailure.Denied, "PermissionDenied")
                    : result.Progress == CallProgress.NotSent ? (PeerFailure.Unreached, "Internal")
                    : (PeerFailure.Broken, "Internal");
                await FailAsync(context, kind, $"rpc error: code = {code} desc = {result.Error.Message}");
            }
        }
        finally
        {
            // As on the other side: nothing may read from the request once this returns.
            if (call.Body is { } body)
            {
                await body.StopAsync();
            }
        }
    }

    private static async Task FailAsync(HttpContext context, string kind, string message)
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
