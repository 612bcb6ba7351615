using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

/// <summary>Components before one broker, all with the consumer id <c>app</c>, and beside them another client that sees what they do on the wire.</summary>
internal sealed class RabbitBench(string connectionString) : IAsyncDisposable
{
    private readonly Bench _bench = new("unused");
    private readonly List<IPubSub> _started = [];
    private IConnection? _other;

    public LogLines Logs => _bench.Logs;

    /// <summary>A name that no other test has.</summary>
    public string Topic { get; } = $"orders-{Guid.NewGuid():N}"[..15];

    public Task<IPubSub> StartAsync(params (string Name, string Value)[] metadata) =>
        StartBareAsync([("connectionString", connectionString), .. metadata]);

    /// <summary>Without an address of ours.</summary>
    public async Task<IPubSub> StartBareAsync(params (string Name, string Value)[] metadata)
    {
        var component = _bench.Make<IPubSub>("pubsub.rabbitmq", metadata);
        _started.Add(component);
        await component.StartAsync(CancellationToken.None);
        return component;
    }

    public async Task<ISubscription> SubscribeAsync(IPubSub pubsub, Inbox inbox, params (string Name, string Value)[] metadata) =>
        await pubsub.SubscribeAsync(new TopicSubscription(Topic, Map(metadata)), inbox.TakeAsync, CancellationToken.None);

    public async Task PublishAsync(IPubSub pubsub, string text, params (string Name, string Value)[] metadata) =>
        await pubsub.PublishAsync(new PubSubMessage(Topic, Encoding.UTF8.GetBytes(text)) { Metadata = Map(metadata) }, CancellationToken.None);

    /// <summary>Publishes until the broker has it; what it did not confirm meanwhile may be there twice.</summary>
    public Task PublishSurelyAsync(IPubSub pubsub, string text) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await PublishAsync(pubsub, text);
                return true;
            }
            catch (ComponentException)
            {
                return false;
            }
        },
        $"{text} is published",
        TimeSpan.FromMinutes(4)); // a broker that starts again on a busy machine

    /// <summary>A channel of another client.</summary>
    public async Task<IChannel> OtherAsync()
    {
        _other ??= await new ConnectionFactory { Uri = new Uri(connectionString) }.CreateConnectionAsync();
        return await _other.CreateChannelAsync();
    }

    /// <summary>Asserts that the broker has it with these settings, and would refuse others.</summary>
    public async Task AssertQueueAsync(string name, bool durable, bool autoDelete, params (string Name, object Value)[] arguments)
    {
        Dictionary<string, object?> Arguments() => arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value);
        await using (var channel = await OtherAsync())
        {
            await channel.QueueDeclareAsync(name, durable, exclusive: false, autoDelete, Arguments());
        }

        var more = Arguments();
        more["x-max-length-bytes"] = 987_654L;
        await using var refused = await OtherAsync();
        var error = await Assert.ThrowsAsync<OperationInterruptedException>(() => refused.QueueDeclareAsync(name, durable, exclusive: false, autoDelete, more));
        Assert.Equal((ushort?)406, error.ShutdownReason?.ReplyCode);
    }

    /// <summary>Asserts that the broker has it with these settings.</summary>
    public async Task AssertExchangeAsync(string name, string type, bool durable, bool autoDelete)
    {
        await using (var channel = await OtherAsync())
        {
            await channel.ExchangeDeclarePassiveAsync(name);
            await channel.ExchangeDeclareAsync(name, type, durable, autoDelete);
        }

        await using var refused = await OtherAsync();
        var error = await Assert.ThrowsAsync<OperationInterruptedException>(() => refused.ExchangeDeclareAsync(name, type, !durable, autoDelete));
        Assert.Equal((ushort?)406, error.ShutdownReason?.ReplyCode);
    }

    /// <summary>How many messages wait in a queue; null when it does not exist.</summary>
    public async Task<uint?> CountAsync(string queue)
    {
        try
        {
            await using var channel = await OtherAsync();
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (OperationInterruptedException)
        {
            return null;
        }
    }

    /// <summary>A queue of the other client that gets what is published to the topic.</summary>
    public async Task<IChannel> ListenAsync(string queue, string routingKey = "")
    {
        var channel = await OtherAsync();
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: false);
        await channel.QueueBindAsync(queue, Topic, routingKey);
        return channel;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var component in _started)
        {
            await component.DisposeAsync();
        }

        if (_other is not null)
        {
            await _other.DisposeAsync();
        }
    }

    private static Dictionary<string, string> Map((string Name, string Value)[] metadata) => metadata.ToDictionary(entry => entry.Name, entry => entry.Value);
}
