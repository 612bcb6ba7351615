using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace MeshRuntime.AspNetCore;

/// <summary>Finds a parameter of the route in the request line itself, where an escaped slash is still told from a slash.</summary>
internal static class RawRoute
{
    /// <summary>The decoded value; null when the parameter shares its segment with other text, or the request line is no path.</summary>
    public static string? Decode(HttpContext context, string name)
    {
        if (context.GetEndpoint() is not RouteEndpoint { RoutePattern.PathSegments: var pattern }
            || context.Features.Get<IHttpRequestFeature>()?.RawTarget is not ['/', ..] target)
        {
            return null;
        }

        for (var i = 0; i < pattern.Count; i++)
        {
            if (pattern[i].Parts is [RoutePatternParameterPart parameter] && parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return Segment(target, i + Depth(context.Request.PathBase), parameter.IsCatchAll);
            }
        }

        return null;
    }

    private static string? Segment(string target, int index, bool withTheRest)
    {
        var path = target.AsSpan()[1..];
        var end = path.IndexOfAny('?', '#');
        path = end < 0 ? path : path[..end];
        foreach (var segment in path.Split('/'))
        {
            if (index-- == 0)
            {
                return Uri.UnescapeDataString(withTheRest ? path[segment.Start..] : path[segment]);
            }
        }

        return null;
    }

    private static int Depth(PathString pathBase) => pathBase.HasValue ? pathBase.Value.AsSpan().Count('/') : 0;
}
