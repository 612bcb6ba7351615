using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.AspNetCore;

/// <summary>Tells the sidecar which topics the app wants, and where.</summary>
internal static class SubscriptionList
{
    /// <summary>The subscriptions of all endpoints that the app has, one for each topic, in the order of mapping.</summary>
    /// <exception cref="InvalidOperationException">They contradict each other, or an endpoint cannot be delivered to.</exception>
    public static IReadOnlyList<TopicPlan> Read(EndpointDataSource endpoints)
    {
        var plans = new Dictionary<(string, string), TopicPlan>();
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            foreach (var wanted in endpoint.Metadata.GetOrderedMetadata<TopicAttribute>().Select(attribute => attribute.ToSubscription())
                .Concat(endpoint.Metadata.GetOrderedMetadata<TopicSubscription>()))
            {
                var key = (wanted.PubSub, wanted.Topic);
                if (!plans.TryGetValue(key, out var plan))
                {
                    plans.Add(key, plan = new TopicPlan(wanted.PubSub, wanted.Topic));
                }

                plan.Add(wanted.Options, TopicRoute.PathOf(endpoint, wanted.Topic));
            }
        }

        return [.. plans.Values];
    }

    public static async Task AnswerAsync(HttpContext context)
    {
        var plans = Read(context.RequestServices.GetRequiredService<EndpointDataSource>());
        context.Response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(context.Response.BodyWriter, ErrorAnswer.Readable))
        {
            json.WriteStartArray();
            foreach (var plan in plans)
            {
                plan.Write(json);
            }

            json.WriteEndArray();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
