using MeshRuntime.Abstractions.Errors;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>Says what went wrong when the caller's own body could not be read. Never repeated: the body is gone.</summary>
internal static class CallBodyFailure
{
    /// <summary>Too large, in Dapr's words; malformed, in the server's; else the caller broke off.</summary>
    public static CallResult Explain(Exception failure) => failure switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            CallResult.Failed(MeshErrorCode.DirectInvoke, "stream too large: raise --max-body-size if this is intended", CallProgress.Answered),
        MessageTooLargeException large => CallResult.Failed(MeshErrorCode.MessageTooLarge, large.Message, CallProgress.Answered),
        BadHttpRequestException malformed =>
            CallResult.Failed(MeshErrorCode.BadRequest, $"the request body could not be read: {malformed.Message}", CallProgress.Answered),
        _ => CallResult.Failed(MeshErrorCode.DirectInvoke, $"the request body could not be read: {failure.Message}", CallProgress.Abandoned),
    };
}
