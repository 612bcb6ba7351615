using System.Globalization;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.DataPlane.Outbound.Layers;

/// <summary>Which ends of a call are failures of the target (Dapr's rules, contract 7.4).</summary>
internal static class CallGrade
{
    /// <summary>Grades it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="code">The status of a failure, HTTP's or gRPC's by the call's kind; null when nobody gave one.</param>
    public static Grade Of(MeshCall call, in CallResult result, out int? code)
    {
        code = null;
        if (result.Response is { } response)
        {
            code = call.Kind == CallKind.Grpc ? GrpcStatusOf(response) : (int)response.StatusCode;
            return call.Kind == CallKind.Grpc ? OfGrpc(code.Value) : IsTranslated(call, response) || code is >= 200 and < 400 ? Grade.Success : Grade.Failure;
        }

        return result.Progress == CallProgress.Abandoned || IsOfCaller(result.Error!.Code) ? Grade.Neither : Grade.Failure;
    }

    private static Grade OfGrpc(int code) => code switch
    {
        (int)GrpcCode.Ok => Grade.Success,

        // Its caller gave up, which the caller's own token may tell a moment later.
        (int)GrpcCode.Cancelled => Grade.Neither,
        _ => Grade.Failure,
    };

    private static bool IsTranslated(MeshCall call, HttpResponseMessage response) => call.IsTranslated || response.Headers.NonValidated.Contains(MeshNames.GrpcApp);

    // What would be refused again, by any instance.
    private static bool IsOfCaller(MeshErrorCode code) =>
        code == MeshErrorCode.Denied || code == MeshErrorCode.InvalidMethod || code == MeshErrorCode.MessageTooLarge || code == MeshErrorCode.BadRequest;

    private static int GrpcStatusOf(HttpResponseMessage response)
    {
        if (!ResponseStatus.IsGrpc(response))
        {
            return (int)ResponseStatus.Of(response).Code;
        }

        // Of an answer with messages the status is not known before its end, and is nobody's to repeat.
        return Find(response.Headers) ?? Find(response.TrailingHeaders) ?? (int)GrpcCode.Ok;
    }

    private static int? Find(System.Net.Http.Headers.HttpResponseHeaders headers) =>
        !headers.NonValidated.TryGetValues(GrpcHeaders.Status, out var values) ? null
        : int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code
        : (int)GrpcCode.Unknown;
}
