using MeshRuntime.DataPlane.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Api.Http;

/// <summary>Finds the body of a request.</summary>
internal static class RequestBody
{
    /// <summary>The body, not yet read; null when the request has none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxMessageBytes">See <see cref="CallBody"/>.</param>
    public static CallBody? Of(HttpContext context, long? maxMessageBytes = null) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
            ? new CallBody(context.Request.BodyReader, context.Request.ContentLength, maxMessageBytes)
            : null;
}
