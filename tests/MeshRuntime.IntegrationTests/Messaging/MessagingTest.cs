using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Messaging;

/// <summary>A mesh with a broker: its component is <c>bus</c>, its YAML lies in one folder that all sidecars of the test read.</summary>
public abstract class MessagingTest : MeshTest
{
    private protected const string Bus = "bus";

    private protected string Resources => Path.Combine(Bed.Home, "resources");

    /// <summary>Writes the component of a broker that needs no server: all that is said here is the same for every broker.</summary>
    private protected void UseBroker(string type = "pubsub.sqlite", string metadata = "") =>
        Bed.Write("resources/bus.yaml", $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {Bus}\nspec:\n  type: {type}\n  version: v1\n{metadata}");

    /// <summary>An app that asks for topics, and its sidecar.</summary>
    private protected Task<Workload> SubscriberAsync(string appId, string subscriptions, Func<ReceivedEvent, (int Status, string Body)>? answer = null, params string[] flags) =>
        Bed.AppAsync(appId, context => AnswerAsync(context, subscriptions, answer), ["--resources-path", Resources, .. flags]);

    /// <summary>A sidecar that only publishes.</summary>
    private protected Task<SidecarHandle> PublisherAsync(string appId = "publisher", params string[] flags) =>
        Bed.SidecarAsync(appId, ["--resources-path", Resources, .. flags]);

    private protected static Task<HttpResponseMessage> PublishAsync(SidecarHandle sidecar, string topic, string body, string contentType = "application/json", string query = "") =>
        sidecar.Http.PostAsync($"/v1.0/publish/{Bus}/{topic}{query}", new StringContent(body, Encoding.UTF8) { Headers = { ContentType = new(contentType) } });

    private protected static async Task MustPublishAsync(SidecarHandle sidecar, string topic, string body, string contentType = "application/json", string query = "")
    {
        using var response = await PublishAsync(sidecar, topic, body, contentType, query);
        Assert.True(response.StatusCode == HttpStatusCode.NoContent, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>Every event that came to any app of the test, in order.</summary>
    private protected ConcurrentQueue<ReceivedEvent> Events { get; } = new();

    private protected Task EventsAsync(int count, string? path = null) =>
        Wait.UntilAsync(() => EventsOf(path).Count >= count, $"{count} events at {path ?? "any path"}");

    private protected List<ReceivedEvent> EventsOf(string? path) => [.. Events.Where(received => path is null || received.Path == path)];

    private async Task AnswerAsync(HttpContext context, string subscriptions, Func<ReceivedEvent, (int Status, string Body)>? answer)
    {
        if (context.Request.Path == "/dapr/subscribe")
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(subscriptions);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new ReceivedEvent(
            context.Request.Path, body.ToArray(), context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()));
        Events.Enqueue(received);
        var (status, text) = answer?.Invoke(received) ?? (200, "");
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text);
    }
}
