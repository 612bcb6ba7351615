using System.Text.Json;

namespace MeshRuntime.AspNetCore;

/// <summary>One subscription, gathered from all endpoints of its topic.</summary>
internal sealed class TopicPlan(string pubsub, string topic)
{
    private readonly List<(string Match, int Priority, string Path)> _rules = [];
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private string? _default;
    private string? _deadLetterTopic;
    private TopicBulk? _bulk;

    public string PubSub => pubsub;

    public string Topic => topic;

    /// <summary>Adds what one endpoint wants.</summary>
    /// <exception cref="InvalidOperationException">Another endpoint wants otherwise.</exception>
    public void Add(TopicOptions options, string path)
    {
        if (!string.IsNullOrEmpty(options.Match))
        {
            // An action of a controller is one endpoint for each of its HTTP methods.
            if (!_rules.Contains((options.Match, options.Priority, path)))
            {
                _rules.Add((options.Match, options.Priority, path));
            }
        }
        else
        {
            _default = Same(_default, path, "two endpoints without a Match", "give one of them a Match");
        }

        if (options.DeadLetterTopic is { } deadLetterTopic)
        {
            _deadLetterTopic = Same(_deadLetterTopic, deadLetterTopic, "two dead letter topics", "a topic has one subscription: name one");
        }

        if (options.Bulk is { } bulk)
        {
            _bulk = Same(_bulk, bulk, "two kinds of bulk delivery", "a topic has one subscription: say it once");
        }

        foreach (var (name, value) in options.Metadata)
        {
            AddMetadata(name, value);
        }

        if (options.RawPayload)
        {
            AddMetadata("rawPayload", "true");
        }
    }

    /// <summary>Writes it as the sidecar reads it: <c>route</c> alone, or <c>routes</c> with rules.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("pubsubname", pubsub);
        json.WriteString("topic", topic);
        if (_rules.Count == 0)
        {
            json.WriteString("route", _default);
        }
        else
        {
            WriteRules(json);
        }

        if (_metadata.Count > 0)
        {
            json.WriteStartObject("metadata");
            foreach (var (name, value) in _metadata)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        if (_deadLetterTopic is not null)
        {
            json.WriteString("deadLetterTopic", _deadLetterTopic);
        }

        if (_bulk is not null)
        {
            WriteBulk(json, _bulk);
        }

        json.WriteEndObject();
    }

    private void AddMetadata(string name, string value) =>
        _metadata[name] = Same(_metadata.GetValueOrDefault(name), value, $"two values of the metadata {name}", "a topic has one subscription: name one");

    private void WriteRules(Utf8JsonWriter json)
    {
        json.WriteStartObject("routes");
        json.WriteStartArray("rules");

        // OrderBy keeps the order of mapping among equals.
        foreach (var (match, _, path) in _rules.OrderBy(rule => rule.Priority))
        {
            json.WriteStartObject();
            json.WriteString("match", match);
            json.WriteString("path", path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (_default is not null)
        {
            json.WriteString("default", _default);
        }

        json.WriteEndObject();
    }

    private static void WriteBulk(Utf8JsonWriter json, TopicBulk bulk)
    {
        json.WriteStartObject("bulkSubscribe");
        json.WriteBoolean("enabled", true);
        if (bulk.MaxMessages is { } count)
        {
            json.WriteNumber("maxMessagesCount", count);
        }

        if (bulk.MaxWait is { } wait)
        {
            json.WriteNumber("maxAwaitDurationMs", (int)wait.TotalMilliseconds);
        }

        json.WriteEndObject();
    }

    private TValue Same<TValue>(TValue? before, TValue now, string what, string cure)
        where TValue : class =>
        before is null || before.Equals(now)
            ? now
            : throw new InvalidOperationException($"Topic {topic} of {pubsub} has {what}, {before} and {now}: {cure}.");
}
