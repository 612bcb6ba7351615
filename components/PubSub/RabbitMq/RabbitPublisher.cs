using System.Collections.Concurrent;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using RabbitMQ.Client;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>
/// Hands messages to the broker and waits until it has confirmed each, whatever <c>publisherConfirm</c> says: on the wire of a message nothing is different,
/// and without it "published" would mean "written to a socket". A message that no queue is bound for is confirmed and gone, as AMQP has it.
/// </summary>
internal sealed class RabbitPublisher(RabbitLink link, RabbitMqOptions options, TimeProvider time) : IAsyncDisposable
{
    // Each name is an exchange on the broker, where nobody wants more of them either.
    private const int MaxKnownTopics = 10_000;

    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly ConcurrentDictionary<string, bool> _declared = new();
    private ConfirmedChannel? _channel;

    /// <exception cref="ComponentException">The broker does not have the message for certain.</exception>
    public async Task PublishAsync(PubSubMessage message, CancellationToken cancellation)
    {
        RabbitNames.Check(message.Topic, "topic");
        var routingKey = RabbitNames.CheckLength(RabbitNames.Find(message.Metadata, "routingKey") ?? "", "routingKey");
        var properties = RabbitProperties.Of(message, options);
        if (link.Blocked is { } reason)
        {
            throw Full(reason);
        }

        var channel = await ChannelAsync(cancellation);
        await DeclareAsync(message.Topic, cancellation);
        try
        {
            await channel.PublishAsync(SendAsync, cancellation);
        }
        catch (TimeoutException)
        {
            throw link.Blocked is { } blocked ? Full(blocked) : new ComponentException(
                ComponentFault.Unavailable,
                $"RabbitMQ at {options.Address} has not confirmed the message in time. It may be there all the same; publish it again.");
        }

        async ValueTask SendAsync(IChannel wire, CancellationToken ended)
        {
            if (options.DeletedWhenUnused)
            {
                // It goes with its last queue, and a message to an exchange that is gone ends the channel, with all that others wait for on it. This is
                // one more frame in front of the message, no more waiting.
                await ExchangeAsync(wire, message.Topic, noWait: true, ended);
            }

            await wire.BasicPublishAsync(message.Topic, routingKey, mandatory: false, properties, message.Data, ended);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_channel is not null)
        {
            await _channel.DisposeAsync();
        }

        _opening.Dispose();
    }

    private async ValueTask<ConfirmedChannel> ChannelAsync(CancellationToken cancellation)
    {
        if (_channel is { IsOpen: true } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellation);
        try
        {
            if (_channel is { IsOpen: true } other)
            {
                return other;
            }

            if (_channel is { } last)
            {
                _channel = null;
                await last.DisposeAsync();
            }

            // What ended the channel may have taken exchanges along.
            _declared.Clear();
            return _channel = await ConfirmedChannel.OpenAsync(link, options.Address.ToString(), time, cancellation);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Declares the exchange of a topic when it is published to first, on a channel of its own: a refusal ends the channel that asked.</summary>
    private async ValueTask DeclareAsync(string topic, CancellationToken cancellation)
    {
        if (_declared.ContainsKey(topic))
        {
            return;
        }

        var connection = await link.GetAsync(cancellation);
        await using var channel = await connection.CreateChannelAsync(options: null, cancellation);
        await ExchangeAsync(channel, topic, noWait: false, cancellation);
        if (_declared.Count >= MaxKnownTopics)
        {
            _declared.Clear();
        }

        _declared[topic] = true;
    }

    private Task ExchangeAsync(IChannel channel, string topic, bool noWait, CancellationToken cancellation) => channel.ExchangeDeclareAsync(
        topic, options.ExchangeKind, options.Durable, options.DeletedWhenUnused, arguments: null, passive: false, noWait, cancellation);

    private ComponentException Full(string reason) => new(
        ComponentFault.Throttled, $"RabbitMQ at {options.Address} takes no messages at present ({reason}). Give it memory or disk space; publish again later.");
}
