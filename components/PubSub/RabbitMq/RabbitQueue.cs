using System.Globalization;
using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using RabbitMQ.Client;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>The exchange and the queues of one subscription, by names and arguments that Dapr's sidecars declare as well.</summary>
internal sealed record RabbitQueue
{
    /// <summary>The exchange.</summary>
    public required string Topic { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> RoutingKeys { get; init; }

    public required IReadOnlyDictionary<string, object?> Arguments { get; init; }

    /// <summary>Where failed messages go; null for nowhere.</summary>
    public required string? DeadLetterQueue { get; init; }

    /// <exception cref="ComponentException">The subscription's metadata is wrong.</exception>
    public static RabbitQueue Of(TopicSubscription subscription, RabbitMqOptions options)
    {
        var name = Metadata("queueName") ?? $"{options.ConsumerId}-{subscription.Topic}";
        var arguments = new Dictionary<string, object?> { ["x-queue-type"] = QueueType() };
        Add(arguments, "x-max-length", Number("maxLen", long.MaxValue) ?? options.MaxLength);
        Add(arguments, "x-max-length-bytes", Number("maxLenBytes", long.MaxValue) ?? options.MaxLengthBytes);
        Add(arguments, "x-max-priority", (byte?)Number("maxPriority", byte.MaxValue));
        if (IsTrue(Metadata("singleActiveConsumer")))
        {
            arguments["x-single-active-consumer"] = true;
        }

        if (options.EnableDeadLetter)
        {
            arguments["x-dead-letter-exchange"] = $"dlx-{name}";
        }

        var queue = new RabbitQueue
        {
            Topic = RabbitNames.Check(subscription.Topic, "topic"),
            Name = RabbitNames.Check(name, "queueName"),
            RoutingKeys = (Metadata("routingKey") ?? "").Split(','),
            Arguments = arguments,
            DeadLetterQueue = options.EnableDeadLetter ? RabbitNames.Check($"dlq-{name}", "queueName") : null,
        };
        foreach (var key in queue.RoutingKeys)
        {
            RabbitNames.CheckLength(key, "routingKey");
        }

        return queue;

        string? Metadata(string key) => RabbitNames.Find(subscription.Metadata, key) is { Length: > 0 } value ? value : null;

        string QueueType() => Metadata("queueType") switch
        {
            null or "classic" => "classic",
            "quorum" => "quorum",
            var other => throw Wrong("queueType", other, "classic or quorum"),
        };

        long? Number(string key, long max) => Metadata(key) is not { } text
            ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max
                ? number
                : throw Wrong(key, text, $"a whole number from 0 to {max}");

        ComponentException Wrong(string key, string value, string cure) => new(
            ComponentFault.Invalid, $"could not subscribe to topic {subscription.Topic}: {key} \"{value}\" in the subscription's metadata is wrong. Write {cure}.");
    }

    /// <summary>A new tag for a consumer: the queue and something nobody else has, within AMQP's 255 bytes.</summary>
    public string NewConsumerTag()
    {
        var tag = $"{Name}-{Guid.NewGuid()}";
        while (Encoding.UTF8.GetByteCount(tag) > RabbitNames.MaxBytes)
        {
            tag = tag[(char.IsHighSurrogate(tag[0]) ? 2 : 1)..];
        }

        return tag;
    }

    /// <summary>Declares all of it. What is there already, with the same settings, stays as it is.</summary>
    public async Task DeclareAsync(IChannel channel, RabbitMqOptions options, CancellationToken cancellation)
    {
        if (DeadLetterQueue is not null)
        {
            var exchange = $"dlx-{Name}";
            await channel.ExchangeDeclareAsync(
                exchange, ExchangeType.Fanout, durable: true, options.DeletedWhenUnused, arguments: null, passive: false, noWait: false, cancellation);
            var arguments = new Dictionary<string, object?> { ["x-queue-mode"] = "lazy" };
            Add(arguments, "x-max-length", options.MaxLength); // the component's: what the subscription asked for is its own queue's
            Add(arguments, "x-max-length-bytes", options.MaxLengthBytes);
            await channel.QueueDeclareAsync(
                DeadLetterQueue, durable: true, exclusive: false, options.DeletedWhenUnused, arguments, passive: false, noWait: false, cancellation);
            await channel.QueueBindAsync(DeadLetterQueue, exchange, routingKey: "", arguments: null, noWait: false, cancellation);
        }

        await channel.ExchangeDeclareAsync(
            Topic, options.ExchangeKind, options.Durable, options.DeletedWhenUnused, arguments: null, passive: false, noWait: false, cancellation);
        await channel.QueueDeclareAsync(
            Name, options.Durable, exclusive: false, options.DeletedWhenUnused, Arguments.ToDictionary(), passive: false, noWait: false, cancellation);
        foreach (var key in RoutingKeys)
        {
            await channel.QueueBindAsync(Name, Topic, key, arguments: null, noWait: false, cancellation);
        }
    }

    private static void Add(Dictionary<string, object?> arguments, string name, object? value)
    {
        if (value is not null)
        {
            arguments[name] = value;
        }
    }

    private static bool IsTrue(string? text) => text?.Trim().ToLowerInvariant() is "y" or "yes" or "true" or "t" or "on" or "1";
}
