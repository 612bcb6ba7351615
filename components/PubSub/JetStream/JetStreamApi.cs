using System.Buffers;
using System.Text.Json;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>Asks JetStream about streams and consumers: JSON over requests.</summary>
internal sealed class JetStreamApi(NatsClient client, JetStreamOptions options)
{
    // The server answers with at most so many names or consumers at once (its JSApiNamesLimit and JSApiListLimit); "offset" asks for the next ones.
    private const int MaxPages = 1_000;

    /// <summary>The stream that takes a subject: the configured one, or whichever the server finds; null when there is none.</summary>
    public async ValueTask<string?> FindStreamAsync(string subject, CancellationToken cancellation)
    {
        if (options.StreamName is not null)
        {
            return options.StreamName;
        }

        using var answer = await AskAsync("STREAM.NAMES", json => json.WriteString("subject", subject), cancellation);
        Ok(answer, $"the stream of {subject} was not found");
        return JetStreamJson.List(answer.RootElement, "streams").Select(name => name.GetString()).FirstOrDefault();
    }

    public async ValueTask<IReadOnlyList<string>> StreamsAsync(CancellationToken cancellation)
    {
        var names = new List<string>();
        for (var page = 0; page < MaxPages; page++)
        {
            using var answer = await AskAsync("STREAM.NAMES", json => json.WriteNumber("offset", names.Count), cancellation);
            Ok(answer, "the streams were not listed");
            names.AddRange(JetStreamJson.List(answer.RootElement, "streams").Select(name => name.GetString() ?? ""));
            if (names.Count >= JetStreamJson.Number(answer.RootElement, "total"))
            {
                break;
            }
        }

        return names;
    }

    /// <summary>The number of the stream's last message; null when there is no such stream.</summary>
    public async ValueTask<long?> LastSequenceAsync(string stream, CancellationToken cancellation)
    {
        using var answer = await AskAsync($"STREAM.INFO.{stream}", null, cancellation);
        if (JetStreamError.Read(answer.RootElement) is { IsAbsence: true })
        {
            return null;
        }

        Ok(answer, $"stream {stream} does not tell its state");
        return JetStreamJson.Number(JetStreamJson.Map(answer.RootElement, "state"), "last_seq");
    }

    /// <summary>Makes a stream on disk; one that is there already, made so, is left as it is.</summary>
    public async ValueTask CreateStreamAsync(string name, string subject, CancellationToken cancellation)
    {
        using var answer = await AskAsync(
            $"STREAM.CREATE.{name}",
            json =>
            {
                json.WriteString("name", name);
                json.WriteStartArray("subjects");
                json.WriteStringValue(subject);
                json.WriteEndArray();
                json.WriteString("storage", "file");
                json.WriteString("retention", "limits");
                json.WriteString("discard", "old");
                json.WriteNumber("num_replicas", Math.Max(1, options.Replicas));
            },
            cancellation);
        Ok(answer, $"stream {name} for {subject} was not made");
    }

    /// <summary>Null when there is no such consumer, or no such stream.</summary>
    public async ValueTask<JetStreamConsumer?> ConsumerAsync(string stream, string name, CancellationToken cancellation)
    {
        using var answer = await AskAsync($"CONSUMER.INFO.{stream}.{name}", null, cancellation);
        if (JetStreamError.Read(answer.RootElement) is { IsAbsence: true })
        {
            return null;
        }

        Ok(answer, $"consumer {name} of stream {stream} does not tell its state");
        return JetStreamConsumer.Read(answer.RootElement);
    }

    public async ValueTask<IReadOnlyList<JetStreamConsumer>> ConsumersAsync(string stream, CancellationToken cancellation)
    {
        var consumers = new List<JetStreamConsumer>();
        for (var page = 0; page < MaxPages; page++)
        {
            using var answer = await AskAsync($"CONSUMER.LIST.{stream}", json => json.WriteNumber("offset", consumers.Count), cancellation);
            Ok(answer, $"the consumers of stream {stream} were not listed");
            consumers.AddRange(JetStreamJson.List(answer.RootElement, "consumers").Select(JetStreamConsumer.Read));
            if (consumers.Count >= JetStreamJson.Number(answer.RootElement, "total"))
            {
                break;
            }
        }

        return consumers;
    }

    /// <summary>Makes a consumer that sends to a subject.</summary>
    /// <param name="from">The first message to deliver, by its number in the stream; null for what the policy says.</param>
    public async ValueTask<JetStreamConsumer> CreateConsumerAsync(
        string stream, string topic, string deliverSubject, long? from, CancellationToken cancellation)
    {
        var verb = options.DurableName is null ? $"CONSUMER.CREATE.{stream}" : $"CONSUMER.DURABLE.CREATE.{stream}.{options.DurableName}";
        using var answer = await AskAsync(
            verb,
            json =>
            {
                json.WriteString("stream_name", stream);
                json.WriteStartObject("config");
                new JetStreamConsumerConfig(options, topic, deliverSubject, from).Write(json);
                json.WriteEndObject();
            },
            cancellation);
        Ok(answer, $"the consumer of {topic} in stream {stream} was not made");
        return JetStreamConsumer.Read(answer.RootElement);
    }

    /// <summary>The first message of a subject from a number on; null when there is none.</summary>
    public async ValueTask<(long Sequence, byte[] Data, DateTimeOffset Time)?> MessageAsync(
        string stream, string subject, long from, CancellationToken cancellation)
    {
        using var answer = await AskAsync(
            $"STREAM.MSG.GET.{stream}",
            json =>
            {
                json.WriteNumber("seq", from);
                json.WriteString("next_by_subj", subject);
            },
            cancellation);
        if (JetStreamError.Read(answer.RootElement) is { Code: 404 })
        {
            return null;
        }

        Ok(answer, $"the messages of {subject} in stream {stream} were not read");
        var message = JetStreamJson.Map(answer.RootElement, "message");
        var data = message.TryGetProperty("data", out var text) ? text.GetBytesFromBase64() : [];
        return (JetStreamJson.Number(message, "seq"), data, message.TryGetProperty("time", out var time) && time.TryGetDateTimeOffset(out var at) ? at : default);
    }

    private static void Ok(JsonDocument answer, string what)
    {
        if (JetStreamError.Read(answer.RootElement) is { } error)
        {
            throw error.ToException(what);
        }
    }

    private async ValueTask<JsonDocument> AskAsync(string verb, Action<Utf8JsonWriter>? write, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>();
        if (write is not null)
        {
            using var json = new Utf8JsonWriter(body);
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var answer = await client.RequestAsync($"{options.ApiPrefix}.{verb}", null, body.WrittenMemory, cancellation);
        if (answer.IsUnheard)
        {
            throw new ComponentException(
                ComponentFault.Unavailable,
                $"NATS does not answer to {options.ApiPrefix}: JetStream is not enabled there, or not for this account, or not ready. Start nats-server with --jetstream, or correct domain and apiPrefix.");
        }

        try
        {
            return JsonDocument.Parse(answer.Data);
        }
        catch (JsonException e)
        {
            throw new ComponentException(ComponentFault.Unavailable, $"what answers to {options.ApiPrefix}.{verb} is not JetStream: it sends no JSON.", e);
        }
    }
}
