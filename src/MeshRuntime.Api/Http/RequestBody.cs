using MeshRuntime.DataPlane.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Api.Http;

/// <summary>Finds the body of a request.</summary>
internal static class RequestBody
{
    /// <summary>The body, not yet read; null when the request has none.</summary>
    public static CallBody? Of(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
            ? new CallBody(context.Request.BodyReader, context.Request.ContentLength)
            : null;
}
