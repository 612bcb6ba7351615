using System.Collections.Concurrent;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.PubSub;

/// <summary>A real sidecar with a broker that keeps its messages in a file, and a client of it.</summary>
public abstract class SubscriptionTest : MeshTest
{
    private protected const string Bus = "bus";

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _subscriptions = [];

    private protected SidecarHandle Sidecar { get; private set; } = null!;

    private protected MeshClient Client { get; private set; } = null!;

    private protected ConcurrentQueue<int> Seen { get; } = new();

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        Bed.Write("resources/bus.yaml", $"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {Bus}\nspec:\n  type: pubsub.sqlite\n  version: v1\n  metadata:\n  - name: redeliverInterval\n    value: 50ms\n");
        Sidecar = await Bed.SidecarAsync("shop", "--resources-path", Path.Combine(Bed.Home, "resources"));
        Client = new MeshClient(StubSidecar.OptionsFor(Sidecar.HttpPort, Sidecar.GrpcPort));
    }

    private protected Task PublishAsync(int id, string topic = "orders") => Client.PublishAsync(Bus, topic, new Order(id, "tea"), cancellationToken: Ct);

    private protected Task SeenAsync(int count) => Wait.UntilAsync(() => Seen.Count >= count, $"{count} events");

    /// <summary>Ended and awaited with the test.</summary>
    private protected CancellationToken Stop => _stop.Token;

    private protected void Own(Task subscription) => _subscriptions.Add(subscription);

    private protected async Task StopAsync()
    {
        // At once, for all who are linked to it: CancelAsync leaves that to another thread, and meanwhile an event more may begin.
        Cancel(_stop);
        await Wait.ForAsync(Task.WhenAll(_subscriptions), "the subscriptions end");
    }

    /// <summary>A topic has no past for who has never subscribed: what is published before is lost to the test.</summary>
    private protected Task SubscribedAsync(string topic = "orders") => Sidecar.WaitForLogAsync($"Subscribed to topic {topic} on {Bus}");

    private static void Cancel(CancellationTokenSource source) => source.Cancel();
}
