using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>Reads a verdict from how a call ended.</summary>
internal static class Verdicts
{
    private const string Unavailable = "14";

    /// <summary>The verdict on the endpoint.</summary>
    public static Verdict Of(in CallResult result) => result switch
    {
        { Progress: CallProgress.Abandoned or CallProgress.Unreached } => Verdict.None,
        { Response: { } response } => (int)response.StatusCode >= 500 || IsUnavailable(response) ? Verdict.Failing : Verdict.Well,
        { Error: { } error } when error.Code == MeshErrorCode.Unreachable => Verdict.Failing,
        { Error: { } error } when error.Code == MeshErrorCode.Denied => Verdict.Well,
        _ => Verdict.None,
    };

    /// <summary>What was wrong, for the log.</summary>
    public static string ReasonOf(in CallResult result) =>
        result.Error is { } error ? error.Message
        : result.Response is { } response && (int)response.StatusCode < 500 ? "gRPC status UNAVAILABLE"
        : $"HTTP status {(int?)result.Response?.StatusCode}";

    // In the head: of an answer without messages, which is how UNAVAILABLE comes, or of one to InvokeService. A status behind messages is not seen here.
    private static bool IsUnavailable(HttpResponseMessage response) =>
        Says(response, GrpcHeaders.Status) || Says(response, MeshNames.GrpcStatus);

    private static bool Says(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) && values.ToString() == Unavailable;
}
