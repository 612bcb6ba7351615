using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Protocol;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>Stands before every endpoint of a port: no foreign page, and no caller without the token where one is set.</summary>
/// <param name="browser">Knows our hosts and the origins that may use the API.</param>
/// <param name="token">What callers must present; null when none is set.</param>
/// <param name="endpoints">What it guards.</param>
public sealed class ApiGuard(BrowserGuard browser, ApiToken? token, RequestDelegate endpoints)
{
    /// <summary>Serves or refuses one request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var verdict = browser.Judge(headers.Host, headers.Origin, headers["Sec-Fetch-Site"]);
        if (verdict != BrowserVerdict.Allowed)
        {
            return ErrorBody.WriteAsync(context, new MeshError(MeshErrorCode.ForeignOrigin, Explain(verdict)));
        }

        // The guard has allowed the page's origin by name, or there is no page: only then may it read the answer.
        if (headers.Origin.Count > 0 && Cors.Answer(context))
        {
            return Task.CompletedTask;
        }

        return token is null || token.Accepts(headers[MeshNames.ApiToken]) || IsHealth(context) ? endpoints(context) : RefuseAsync(context);
    }

    /// <summary>The two paths that need no token, exactly: a path or a query that merely contains them does (CVE-2023-37918).</summary>
    private static bool IsHealth(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && RequestTarget.TryRead(context, out var target)
        && target.Path is "/v1.0/healthz" or "/v1.0/healthz/outbound";

    private static Task RefuseAsync(HttpContext context)
    {
        // Dapr's words, and not JSON.
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("invalid api token", context.RequestAborted);
    }

    /// <summary>Says what is wrong with a request that a browser may have been made to send.</summary>
    internal static string Explain(BrowserVerdict verdict) => verdict switch
    {
        BrowserVerdict.ForeignHost =>
            "the Host header does not name this sidecar: use localhost, an address of --dapr-listen-addresses, or a name listed in MESH_ALLOWED_HOSTS",
        BrowserVerdict.ForeignOrigin => "a web page of another origin may not use this API; if it should, name its origin in --allowed-origins",
        _ => "a browser was made to send this by another site",
    };
}
