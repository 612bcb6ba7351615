using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Grpc;

/// <summary>Stands before every method of the gRPC port: no foreign page, and no caller without the token where one is set.</summary>
/// <param name="browser">Knows our hosts and the origins that may use the API.</param>
/// <param name="token">What callers must present; null when none is set.</param>
public sealed class GrpcGuard(BrowserGuard browser, ApiToken? token)
{
    /// <summary>Why a call is refused; null when it may go on.</summary>
    /// <param name="headers">Of the call; <c>:authority</c> is its Host.</param>
    /// <param name="isHealth">Whether the sidecar itself is asked for its health, the one thing that needs no token.</param>
    internal GrpcStatus? RefusalOf(IHeaderDictionary headers, bool isHealth)
    {
        var verdict = browser.Judge(headers.Host, headers.Origin, headers["Sec-Fetch-Site"]);
        if (verdict != BrowserVerdict.Allowed)
        {
            return new GrpcStatus(GrpcCode.PermissionDenied, ApiGuard.Explain(verdict));
        }

        if (token is null || isHealth || token.Accepts(headers[MeshNames.ApiToken]))
        {
            return null;
        }

        // Dapr's words.
        var isMissing = headers[MeshNames.ApiToken].Count == 0;
        return HttpWords.StatusOf(
            StatusCodes.Status401Unauthorized, isMissing ? "missing api token in request metadata" : "authentication error: api token mismatch");
    }
}
