using System.Text;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub;

/// <summary>A broker, and what one test has of it. Brokers outlive a test: topics and groups are new for each.</summary>
public abstract class PubSubScene : IAsyncLifetime
{
    private readonly string _test = Guid.NewGuid().ToString("N")[..8];
    private readonly List<IPubSub> _started = [];

    /// <summary>First deliveries begin in the order of publishing.</summary>
    protected virtual bool KeepsOrder => true;

    /// <summary>What a handler answered <see cref="DeliveryOutcome.Failed"/> for comes again.</summary>
    protected virtual bool RedeliversFailed => true;

    /// <summary>Subscribers of one group share the messages; each message goes to one of them.</summary>
    protected virtual bool CompetesWithinGroup => true;

    /// <summary>What a known group has not handled waits for it.</summary>
    protected virtual bool KeepsMessagesWithoutSubscriber => true;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var component in _started)
        {
            await component.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal static async Task PublishAsync(IPubSub pubsub, string topic, params string[] texts)
    {
        foreach (var text in texts)
        {
            await pubsub.PublishAsync(new PubSubMessage(topic, Encoding.UTF8.GetBytes(text)), CancellationToken.None);
        }
    }

    internal static ValueTask<ISubscription> SubscribeAsync(IPubSub pubsub, string topic, Inbox inbox) =>
        pubsub.SubscribeAsync(new TopicSubscription(topic, new Dictionary<string, string>()), inbox.TakeAsync, CancellationToken.None);

    internal static string[] Numbered(int count, int first = 0) => [.. Enumerable.Range(first, count).Select(number => $"{number}")];

    /// <summary>
    /// A started component of that group. All components of a test stand before the same broker; one that keeps its messages in itself is given
    /// out again at each call.
    /// </summary>
    protected abstract Task<IPubSub> StartAsync(string consumerId);

    /// <summary>A topic of this test only.</summary>
    protected string Topic(string name = "topic") => $"{name}-{_test}";

    /// <summary>A group of this test only.</summary>
    protected string Group(string name) => $"{name}-{_test}";

    /// <summary>A started component that ends with the test.</summary>
    protected async Task<IPubSub> ComponentAsync(string group = "group")
    {
        var component = await StartAsync(Group(group));
        _started.Add(component);
        return component;
    }
}
