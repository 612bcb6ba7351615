using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>
/// Tells a browser that a page may read the answer (Fetch standard, "CORS protocol"). Reached only by origins that <c>--allowed-origins</c>
/// names and by the sidecar's own; without that flag no page of another origin gets here.
/// </summary>
internal static class Cors
{
    private const string Methods = "HEAD, GET, POST, PUT, PATCH, DELETE"; // Dapr

    /// <summary>Adds the headers; true when the request was only the browser's question beforehand, which is answered then.</summary>
    public static bool Answer(HttpContext context)
    {
        var request = context.Request.Headers;
        var response = context.Response.Headers;
        response.AccessControlAllowOrigin = request.Origin;
        response.Vary = "Origin";
        if (!HttpMethods.IsOptions(context.Request.Method) || request.AccessControlRequestMethod.Count == 0)
        {
            return false;
        }

        response.AccessControlAllowMethods = Methods;
        response.AccessControlAllowHeaders = request.AccessControlRequestHeaders;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
