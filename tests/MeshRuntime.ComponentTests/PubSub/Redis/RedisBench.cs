using System.Text;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

/// <summary>Makes components that stand before one server, all with the group <c>app</c>, and disposes them.</summary>
internal sealed class RedisBench(RedisBroker broker) : IAsyncDisposable
{
    private readonly Bench _bench = new("unused");
    private readonly List<IPubSub> _started = [];

    public LogLines Logs => _bench.Logs;

    public Task<IPubSub> StartAsync(params (string Name, string Value)[] metadata) => StartAtAsync("127.0.0.1", metadata);

    public async Task<IPubSub> StartAtAsync(string host, params (string Name, string Value)[] metadata)
    {
        var component = _bench.Make<IPubSub>("pubsub.redis", [("redisHost", host), ("redisPort", $"{broker.Port}"), .. metadata]);
        _started.Add(component);
        await component.StartAsync(CancellationToken.None);
        return component;
    }

    /// <summary>With times that a test can wait for.</summary>
    public Task<IPubSub> StartQuickAsync(params (string Name, string Value)[] metadata) =>
        StartAsync([("processingTimeout", "1000"), ("redeliverInterval", "100ms"), .. metadata]);

    /// <summary>Publishes until the broker has it; what it refused meanwhile may be there twice.</summary>
    public static async Task PublishSurelyAsync(IPubSub pubsub, string topic, string text)
    {
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await pubsub.PublishAsync(new PubSubMessage(topic, Encoding.UTF8.GetBytes(text)), CancellationToken.None);
                    return true;
                }
                catch (Abstractions.Components.ComponentException)
                {
                    return false;
                }
            },
            $"{text} is published");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var component in _started)
        {
            await component.DisposeAsync();
        }
    }
}
