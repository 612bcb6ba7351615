using System.Collections.Concurrent;
using System.Diagnostics;
using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;

namespace MeshRuntime.SdkTests.AspNetCore.Topics;

/// <summary>Topics of an app behind its sidecar: rules, outcomes, dead letters, every way to subscribe.</summary>
public sealed class TopicInMeshTests : MeshTest
{
    private readonly ConcurrentQueue<(string Handler, string Id, ActivityTraceId? Trace)> _handled = new();

    [Fact]
    public async Task Messages_FindTheirHandlers_AndFailuresTheDeadLetterTopic()
    {
        using var traces = Traces.Record();
        Bed.Write("resources/bus.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: bus\nspec:\n  type: pubsub.in-memory\n  version: v1\n");
        await using var app = await MeshApp.StartAsync(Map, appToken: "the-token");
        var sidecar = await app.SidecarAsync(
            Bed, new SidecarSetup("shop").With("--resources-path", Path.Combine(Bed.Home, "resources")).WithEnvironment("APP_API_TOKEN", "the-token"));
        await sidecar.WaitForLogAsync("Subscribed to topic last");
        using var mesh = new MeshClient(new MeshClientOptions { HttpEndpoint = new Uri($"http://127.0.0.1:{sidecar.HttpPort}"), AppId = "", ApiToken = "" });
        using var publisher = new Activity("publisher").Start();

        await PublishAsync(mesh, "orders", new Order("good", 5));
        await PublishAsync(mesh, "orders", new Order("large", 500));
        await PublishAsync(mesh, "orders", new Order("dropped", 0));
        await PublishAsync(mesh, "orders", new Order("failed", -1));
        await PublishAsync(mesh, "bound", new Order("bound", 1));
        await PublishAsync(mesh, "bundles", new Order("bundled", 1));
        await mesh.PublishBytesAsync(
            "bus", "raw", "{\"id\":\"raw\",\"amount\":1}"u8.ToArray(), "application/json",
            new PublishOptions { Metadata = new Dictionary<string, string> { ["rawPayload"] = "true" } }, TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => _handled.Count >= 9, "all is handled");

        Assert.Equal(
            ["all dropped", "all failed", "all good", "bound bound", "bundles bundled", "dead dropped", "dead failed", "large large", "raw raw"],
            _handled.Select(one => $"{one.Handler} {one.Id}").Order(StringComparer.Ordinal));
        Assert.All(_handled.Where(one => one.Handler != "raw"), one => Assert.Equal(publisher.TraceId, one.Trace));
    }

    private void Map(WebApplication web)
    {
        web.UseCloudEvents();
        web.MapTopic<Order>("bus", "orders", (received, _) => Keep("large", received), new TopicOptions { Match = "int(event.data.amount) > 100" });
        web.MapTopic<Order>("bus", "orders", HandleAsync, new TopicOptions { DeadLetterTopic = "dead" });
        web.MapTopic<Order>("bus", "dead", (received, _) => Keep("dead", received));
        web.MapTopic<Order>("bus", "raw", (received, _) => Keep("raw", received), new TopicOptions { RawPayload = true });
        web.MapTopic<Order>(
            "bus", "bundles", (received, _) => Keep("bundles", received), new TopicOptions { Bulk = new TopicBulk { MaxMessages = 5, MaxWait = TimeSpan.FromMilliseconds(20) } });
        web.MapPost("/bound", [Topic("bus", "bound")] (Order order) => _handled.Enqueue(("bound", order.Id, Activity.Current?.TraceId)));
        web.MapTopic<Order>("bus", "last", (_, _) => Task.CompletedTask);
    }

    private async Task<EventOutcome> HandleAsync(TopicEvent<Order> received, CancellationToken cancellation)
    {
        await Keep("all", received);
        return received.Data.Amount switch
        {
            0 => EventOutcome.Drop,
            < 0 => throw new InvalidOperationException("negative"),
            _ => EventOutcome.Success,
        };
    }

    private Task Keep(string handler, TopicEvent<Order> received)
    {
        _handled.Enqueue((handler, received.Data.Id, Activity.Current?.TraceId));
        return Task.CompletedTask;
    }

    private static Task PublishAsync(MeshClient mesh, string topic, Order order) =>
        mesh.PublishAsync("bus", topic, order, cancellationToken: TestContext.Current.CancellationToken);
}
