using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace MeshRuntime.AspNetCore;

/// <summary>Knows the one path at which an endpoint can be reached.</summary>
internal static class TopicRoute
{
    /// <exception cref="InvalidOperationException">It has many paths, or does not answer POST.</exception>
    public static string PathOf(RouteEndpoint endpoint, string topic)
    {
        var pattern = endpoint.RoutePattern;
        if (pattern.Parameters.Count > 0)
        {
            throw new InvalidOperationException(
                $"The endpoint \"{endpoint.DisplayName}\" for topic {topic} has a route with parameters, {pattern.RawText}: the sidecar would not know their values. "
                + "Give it a route without.");
        }

        if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: { Count: > 0 } methods }
            && !methods.Contains(HttpMethods.Post, StringComparer.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The endpoint \"{endpoint.DisplayName}\" for topic {topic} answers {string.Join(", ", methods)} only: the sidecar delivers by POST. "
                + "Map it with MapPost or [HttpPost].");
        }

        return "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(
            segment.Parts.OfType<RoutePatternLiteralPart>().Select(part => Uri.EscapeDataString(part.Content)))));
    }
}
