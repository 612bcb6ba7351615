using Microsoft.AspNetCore.Builder;

namespace MeshRuntime.AspNetCore;

/// <summary>Protects endpoints from callers that are not the app's sidecar.</summary>
public static class AppTokenConventions
{
    /// <summary>
    /// Lets through only requests that carry <see cref="MeshAppOptions.AppToken"/> in the header <c>dapr-api-token</c>; others get 401. Without a token nothing
    /// changes. <c>MapMeshService</c>, <c>MapTopic</c>, <c>WithTopic</c> and the list of subscriptions have this already; add it to what has <see cref="TopicAttribute"/> and to
    /// other endpoints that only the sidecar calls, never to the one that it probes for health: a probe carries no token.
    /// </summary>
    /// <param name="endpoints">An endpoint, a group, or <c>MapControllers()</c>.</param>
    /// <exception cref="InvalidOperationException">When the endpoints are made: <c>AddMesh()</c> was not called.</exception>
    public static TBuilder RequireAppToken<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is { } handle && MeshServer.Of(endpoint.ApplicationServices).Token is { } token && !endpoint.Metadata.Contains(token))
            {
                endpoint.RequestDelegate = token.Guard(handle);

                // Says that it is guarded, for the check at the start and against a second guard.
                endpoint.Metadata.Add(token);
            }
        });
        return endpoints;
    }
}
