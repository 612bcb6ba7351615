using System.Net;
using Grpc.Core;

namespace MeshRuntime.Client;

/// <summary>Reads why a stream ended.</summary>
internal static class StreamFailure
{
    /// <summary>Whether the sidecar has refused, so that asking again is in vain; else it was not there, or is no more.</summary>
    public static bool IsRefusal(RpcException e) => e.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.PermissionDenied
        or StatusCode.Unauthenticated or StatusCode.Unimplemented or StatusCode.FailedPrecondition

        // How Dapr refuses a topic that is out of scope.
        or StatusCode.Unknown;

    public static MeshException Of(RpcException e, string target, string address) => e.StatusCode == StatusCode.Unavailable
        ? new MeshException($"{target}: no sidecar answers at {address}, or it has ended the stream ({e.Status.Detail})", e) { Target = target, IsOfCall = true }
        : new MeshException($"{target}: {Explain(e)}", e) { Target = target, ErrorCode = CodeOf(e.StatusCode), Status = HttpOf(e.StatusCode), Details = e.Status.Detail, IsOfCall = true };

    private static string Explain(RpcException e) => e.StatusCode == StatusCode.Unauthenticated
        ? "the sidecar did not accept the API token: DAPR_API_TOKEN of this process, or MeshClientOptions.ApiToken, must be that of the sidecar"
        : $"{e.Status.Detail} ({CodeOf(e.StatusCode)})";

    /// <summary>The code as gRPC writes it.</summary>
    private static string CodeOf(StatusCode code) => code switch
    {
        StatusCode.Cancelled => "CANCELLED",
        StatusCode.InvalidArgument => "INVALID_ARGUMENT",
        StatusCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
        StatusCode.NotFound => "NOT_FOUND",
        StatusCode.AlreadyExists => "ALREADY_EXISTS",
        StatusCode.PermissionDenied => "PERMISSION_DENIED",
        StatusCode.Unauthenticated => "UNAUTHENTICATED",
        StatusCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
        StatusCode.FailedPrecondition => "FAILED_PRECONDITION",
        StatusCode.OutOfRange => "OUT_OF_RANGE",
        StatusCode.DataLoss => "DATA_LOSS",
        _ => code.ToString().ToUpperInvariant(),
    };

    /// <summary>As sidecars translate statuses.</summary>
    private static HttpStatusCode HttpOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => HttpStatusCode.BadRequest,
        StatusCode.Unauthenticated => HttpStatusCode.Unauthorized,
        StatusCode.PermissionDenied => HttpStatusCode.Forbidden,
        StatusCode.NotFound => HttpStatusCode.NotFound,
        StatusCode.ResourceExhausted => HttpStatusCode.TooManyRequests,
        StatusCode.Unimplemented => HttpStatusCode.NotImplemented,
        StatusCode.DeadlineExceeded => HttpStatusCode.GatewayTimeout,
        _ => HttpStatusCode.InternalServerError,
    };
}
