using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Common;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Api.Grpc;

/// <summary>
/// <c>InvokeService</c>: a call of another app as a message. Turns the message into the same call that HTTP makes, and its outcome into a message
/// or a status. Dapr calls it deprecated, and its client libraries use it.
/// </summary>
/// <param name="self">Who calls: our app.</param>
/// <param name="invoker">The door.</param>
/// <param name="maxBodyBytes">The longest answer that is taken into a message; null for what a message can hold.</param>
public sealed class InvokeService(WorkloadIdentity self, Invoker invoker, long? maxBodyBytes)
{
    // A message holds its bytes in one array.
    private readonly long _maxBodyBytes = Math.Min(maxBodyBytes ?? int.MaxValue, Array.MaxLength);

    /// <summary>Makes the call.</summary>
    internal async ValueTask<GrpcResult<InvokeResponse>> HandleAsync(InvokeServiceRequest request, GrpcServerCall call)
    {
        if (InvokeMessage.TryRead(request, call, self, out var mesh) is { } refusal)
        {
            return Failed(request.Id, refusal);
        }

        try
        {
            return await InvokeAsync(mesh!, call);
        }
        finally
        {
            // The sending may outlast an answer that came early; the next user of its memory must not meet it.
            await mesh!.EndAsync();
        }
    }

    private async ValueTask<GrpcResult<InvokeResponse>> InvokeAsync(MeshCall mesh, GrpcServerCall call)
    {
        var result = await invoker.InvokeAsync(mesh);
        if (result.Progress == CallProgress.Abandoned)
        {
            return new GrpcStatus(GrpcCode.Cancelled, "context canceled");
        }

        if (WhyText.ForGrpc(mesh, isFailure: result.Error is not null) is { } why)
        {
            call.ResponseTrailers.Add(MeshNames.Why, why);
        }

        if (result.Response is not { } response)
        {
            return Failed(mesh.Target, result.Error!);
        }

        using (response)
        {
            var app = GrpcAnswer.Read(response.Headers);
            InvokeAnswer.CopyHeaders(response, isOfHttp: app is null, call.ResponseHeaders);
            GrpcAnswer.ReadTrailers(response.Headers, call.ResponseTrailers);
            if (app is { Status.IsOk: false })
            {
                return app.Status;
            }

            var (bytes, problem) = await WholeBody.ReadAsync(response, _maxBodyBytes, mesh.Aborted);
            return mesh.IsTimedOut ? Failed(mesh.Target, new MeshError(MeshErrorCode.TimedOut, "context deadline exceeded"))
                : problem is not null ? Failed(mesh.Target, new MeshError(MeshErrorCode.DirectInvoke, problem))
                : app is not null ? InvokeAnswer.Message(response, bytes, app.TypeUrl)
                : InvokeAnswer.OfHttp(response, bytes);
        }
    }

    /// <summary>
    /// Internal for whatever went wrong on the way, as Dapr's clients know it. A method that nobody may call and a caller that may not call it are
    /// told apart: who meets one of these is not to try again.
    /// </summary>
    private static GrpcStatus Failed(string id, MeshError error)
    {
        var isRefused = error.Code == MeshErrorCode.InvalidMethod || error.Code == MeshErrorCode.Denied;
        return new GrpcStatus(isRefused ? (GrpcCode)error.Code.GrpcStatus : GrpcCode.Internal, InvokeFailure.Of(id, error.Message));
    }
}
