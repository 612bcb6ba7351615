using System.Globalization;
using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using RabbitMQ.Client;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>Translates between a message's metadata and its AMQP properties, as Dapr does: what cannot be read as a number or a time is not used.</summary>
internal static class RabbitProperties
{
    /// <summary>The properties of a message that is published.</summary>
    /// <exception cref="ComponentException">A text is longer than AMQP carries.</exception>
    public static BasicProperties Of(PubSubMessage message, RabbitMqOptions options)
    {
        var properties = new BasicProperties { ContentType = Text(message, "contentType") ?? "text/plain" };
        if (options.DeliveryMode > 0)
        {
            properties.DeliveryMode = (DeliveryModes)options.DeliveryMode;
        }

        if ((ReadTimeToLive(message) ?? options.TimeToLive) is { } ttl)
        {
            properties.Expiration = Math.Clamp((long)ttl.TotalMilliseconds, 0, uint.MaxValue).ToString(CultureInfo.InvariantCulture);
        }

        if (long.TryParse(Text(message, "priority"), NumberStyles.None, CultureInfo.InvariantCulture, out var priority))
        {
            properties.Priority = (byte)Math.Min(priority, byte.MaxValue);
        }

        if (Text(message, "messageID") is { } id)
        {
            properties.MessageId = id;
        }

        if (Text(message, "correlationID") is { } correlation)
        {
            properties.CorrelationId = correlation;
        }

        if (Text(message, "type") is { } type)
        {
            properties.Type = type;
        }

        return properties;
    }

    /// <summary>The metadata of a message that was received: each property and header under a name that begins with <c>metadata.</c></summary>
    public static Dictionary<string, string> Read(IReadOnlyBasicProperties properties)
    {
        var metadata = new Dictionary<string, string>();
        Add("messageid", properties.MessageId);
        Add("correlationid", properties.CorrelationId);
        Add("type", properties.Type);
        Add("contenttype", properties.ContentType);
        foreach (var (name, value) in properties.Headers ?? new Dictionary<string, object?>())
        {
            Add(name, value switch
            {
                byte[] bytes => Encoding.UTF8.GetString(bytes),
                string or bool or AmqpTimestamp => value.ToString(),
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                _ => null, // tables and lists, such as x-death
            });
        }

        return metadata;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                metadata[$"metadata.{name}"] = value;
            }
        }
    }

    private static TimeSpan? ReadTimeToLive(PubSubMessage message)
    {
        var text = RabbitNames.Find(message.Metadata, "ttlInSeconds") ?? RabbitNames.Find(message.Metadata, "ttl");
        return text is null || !GoDuration.TryParse(text, TimeSpan.FromSeconds(1), out var ttl) || (ttl <= TimeSpan.Zero && !char.IsLetter(text.Trim()[^1]))
            ? null
            : ttl;
    }

    private static string? Text(PubSubMessage message, string name) =>
        RabbitNames.Find(message.Metadata, name) is { Length: > 0 } text ? RabbitNames.CheckLength(text, name) : null;
}
