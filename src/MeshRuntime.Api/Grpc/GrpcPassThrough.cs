using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.Api.Grpc;

/// <summary>A gRPC call of our app to another app, named by its metadata: turned into a call, and the outcome into the answer.</summary>
/// <param name="self">Who we are.</param>
/// <param name="invoker">Makes the call.</param>
/// <param name="maxMessageBytes">Ceiling of each message, both ways; null for none.</param>
/// <param name="time">The only clock.</param>
public sealed class GrpcPassThrough(WorkloadIdentity self, Invoker invoker, long? maxMessageBytes, TimeProvider time)
{
    /// <summary>Finds the target in the metadata; null when there is none.</summary>
    public static string? TargetOf(IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return FirstOf(headers[MeshNames.CalleeAppId]) ?? FirstOf(headers[MeshNames.AppId]);
    }

    /// <summary>Serves one call. Its content type is gRPC's already.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (!TryRead(context, out var target, out var service, out var path, out var refusal))
        {
            GrpcStatusWriter.WriteTrailersOnly(context.Response, refusal);
            return;
        }

        if (!TryReadDeadline(context, GrpcHeaders.Timeout, time, out var deadline))
        {
            GrpcStatusWriter.WriteTrailersOnly(
                context.Response, new GrpcStatus(GrpcCode.InvalidArgument, $"{GrpcHeaders.Timeout} is no time: write 1 to 8 digits and one of H M S m u n"));
            return;
        }

        using (deadline)
        {
            await InvokeAsync(context, new MeshCall
            {
                Target = target,
                Service = service,
                Kind = CallKind.Grpc,
                Method = HttpMethod.Post,
                Path = path,
                Query = "",
                Headers = context.Request.Headers,
                Body = RequestBody.Of(context, maxMessageBytes),
                Caller = self,
                Deadline = deadline,
                AsksWhy = context.Request.Headers[MeshNames.Why] is ["true"],
                Aborted = deadline?.Ended ?? context.RequestAborted,
            });
        }
    }

    // The first counts (Dapr): its JavaScript client adds a second one, of its own app. The target's policy judges the call, whoever was meant.
    private static string? FirstOf(StringValues values) => values is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>Reads the caller's time limit from a header; null when it names none. False when it is malformed.</summary>
    internal static bool TryReadDeadline(HttpContext context, string header, TimeProvider time, out CallDeadline? deadline)
    {
        deadline = null;
        var values = context.Request.Headers[header];
        if (values.Count == 0)
        {
            return true;
        }

        if (values is not [{ } text] || !GrpcTimeout.TryParse(text, out var limit))
        {
            return false;
        }

        deadline = new CallDeadline(limit, time, context.RequestAborted);
        return true;
    }

    private bool TryRead(HttpContext context, out string target, out ServiceName service, out MethodPath path, out GrpcStatus refusal)
    {
        (service, path, refusal) = (default, default, GrpcStatus.Ok);
        target = TargetOf(context.Request.Headers) ?? "";
        if (InvokeTarget.TryParse(target, self.Namespace, out service) is { } problem)
        {
            refusal = new GrpcStatus(GrpcCode.InvalidArgument, Failed(target, problem));
            return false;
        }

        // A method is written in one way only: what would have to be decoded or cleaned is no method of anybody (hardening A04).
        if (!RequestTarget.TryRead(context, out var raw) || raw.Query.Length > 0
            || MethodPath.TryParse(raw.Path, out path) != PathRefusal.None || !raw.Path.SequenceEqual(path.Escaped))
        {
            refusal = new GrpcStatus(GrpcCode.InvalidArgument, Failed(target, "invalid method: write /package.Service/Method"));
            return false;
        }

        return true;
    }

    private async Task InvokeAsync(HttpContext context, MeshCall call)
    {
        try
        {
            var result = await invoker.InvokeAsync(call);
            if (WhyText.ForGrpc(call, isFailure: result.Error is not null) is { } why)
            {
                context.Response.Headers[MeshNames.Why] = why;
            }

            if (result.Response is { } response)
            {
                await GrpcResponseCopy.WriteAsync(response, context, call, maxMessageBytes);
            }
            else
            {
                GrpcResponseCopy.End(context.Response, result.Progress == CallProgress.Abandoned || call.Deadline is { HasPassed: true }
                    ? GrpcResponseCopy.Ended(call)
                    : new GrpcStatus((GrpcCode)result.Error!.Code.GrpcStatus, Failed(call.Target, result.Error.Message)));
            }
        }
        finally
        {
            // The server uses the request's objects again: nothing may read from it once this returns, however it does.
            await call.EndAsync();
        }
    }

    private static string Failed(string target, string reason) => $"failed to invoke, id: {target}, err: {reason}";
}
