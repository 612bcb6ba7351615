using System.Globalization;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>
/// The settings of <c>pubsub.rabbitmq</c>. Names, units and defaults are Dapr's, so that its sidecars can share exchanges and queues: the broker refuses a
/// declaration whose arguments differ.
/// </summary>
internal sealed record RabbitMqOptions
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public required RabbitAddress Address { get; init; }

    public required RabbitTls? Tls { get; init; }

    /// <summary>True: who we are is told by our certificate, not by a password.</summary>
    public required bool SaslExternal { get; init; }

    /// <summary>The first part of a queue's name: replicas of an app share its queues.</summary>
    public required string ConsumerId { get; init; }

    /// <summary>What the broker shows for our connections; null for nothing.</summary>
    public required string? ClientName { get; init; }

    public required TimeSpan Heartbeat { get; init; }

    /// <summary>The longest pause between two attempts to connect again.</summary>
    public required TimeSpan ReconnectWait { get; init; }

    public required string ExchangeKind { get; init; }

    /// <summary>Whether exchanges and queues outlive the broker's restart.</summary>
    public required bool Durable { get; init; }

    /// <summary>Whether a queue goes with its last subscriber, and an exchange with its last queue.</summary>
    public required bool DeletedWhenUnused { get; init; }

    /// <summary>0 for not told, 1 for in memory, 2 for on disk.</summary>
    public required int DeliveryMode { get; init; }

    /// <summary>How long a message is kept when its publisher does not say; null for as long as it takes.</summary>
    public required TimeSpan? TimeToLive { get; init; }

    public required bool AutoAck { get; init; }

    public required bool RequeueInFailure { get; init; }

    /// <summary>How many messages one subscription holds unsettled; 0 for the component's own limit.</summary>
    public required int PrefetchCount { get; init; }

    /// <summary>One message after the other, for each subscription.</summary>
    public required bool IsSerial { get; init; }

    public required bool EnableDeadLetter { get; init; }

    public required long? MaxLength { get; init; }

    public required long? MaxLengthBytes { get; init; }

    /// <summary>Whether a received message carries its AMQP properties as metadata.</summary>
    public required bool PropertiesToMetadata { get; init; }

    public static RabbitMqOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;
        var consumer = metadata.Text("consumerID", "").Trim();
        var address = RabbitAddress.Read(metadata);

        // Known, and without effect: confirmations are always awaited; the two others are of Dapr's documents, which its code does not read.
        _ = metadata.Flag("publisherConfirm", false);
        _ = metadata.OptionalText("concurrency");
        _ = metadata.OptionalText("reconnectWait");
        return new RabbitMqOptions
        {
            Address = address,
            Tls = RabbitTls.Read(metadata, address, out var external),
            SaslExternal = external,
            ConsumerId = consumer.Length == 0 ? context.AppId : consumer,
            ClientName = metadata.OptionalText("clientName"),
            Heartbeat = metadata.Duration("heartBeat", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            ReconnectWait = metadata.Duration("reconnectWaitSeconds", TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            ExchangeKind = OneOf(metadata, "exchangeKind", "fanout", "topic", "direct", "headers"),
            Durable = metadata.Flag("durable", true),
            DeletedWhenUnused = metadata.Flag("deletedWhenUnused", true),
            DeliveryMode = (int)metadata.Integer("deliveryMode", 0, 0, 2),
            TimeToLive = metadata.Duration("ttlInSeconds", TimeSpan.Zero, TimeSpan.Zero, 49 * Day) is { Ticks: > 0 } ttl ? ttl : null,
            AutoAck = metadata.Flag("autoAck", false),
            RequeueInFailure = metadata.Flag("requeueInFailure", false),
            PrefetchCount = (int)metadata.Integer("prefetchCount", 0, 0, byte.MaxValue),
            IsSerial = OneOf(metadata, "concurrencyMode", "parallel", "single") == "single",
            EnableDeadLetter = metadata.Flag("enableDeadLetter", false),
            MaxLength = Length(metadata, "maxLen"),
            MaxLengthBytes = Length(metadata, "maxLenBytes"),
            PropertiesToMetadata = metadata.Flag("publishMessagePropertiesToMetadata", false),
        };
    }

    private static long? Length(ComponentMetadata metadata, string name) =>
        metadata.Integer(name, -1, 0, long.MaxValue) is >= 0 and var length ? length : null;

    private static string OneOf(ComponentMetadata metadata, string name, params string[] values)
    {
        var text = metadata.Text(name, values[0]);
        if (values.FirstOrDefault(value => value.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        metadata.Report(name, string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is none of its values"), $"write one of {string.Join(", ", values)}");
        return values[0];
    }
}
