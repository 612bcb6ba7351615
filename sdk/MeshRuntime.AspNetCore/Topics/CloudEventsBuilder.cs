using Microsoft.AspNetCore.Builder;

namespace MeshRuntime.AspNetCore;

/// <summary>Unwraps events for endpoints that want their data alone.</summary>
public static class CloudEventsBuilder
{
    /// <summary>
    /// Replaces the body of each request that is a CloudEvent in JSON (<c>application/cloudevents+json</c>) by the event's data, and its content type by that of
    /// the data: for endpoints with <see cref="TopicAttribute"/> or <c>WithTopic</c>, and those that YAML subscribes. Endpoints of <c>MapTopic</c> get theirs whole.
    /// Stands after <c>UseRouting</c>, if the app calls that.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="configure">Sets options. Null: the defaults.</param>
    public static IApplicationBuilder UseCloudEvents(this IApplicationBuilder app, Action<CloudEventsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = new CloudEventsOptions();
        configure?.Invoke(options);
        return app.Use(next => new CloudEventsMiddleware(next, options).InvokeAsync);
    }
}
