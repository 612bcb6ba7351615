using System.Collections.Immutable;
using System.Text.Json;
using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Messaging.Subscriptions;

/// <summary>Reads the JSON with which an HTTP app asks for topics. Names in any case; what is unknown is ignored (Dapr).</summary>
internal static class AppTopicReader
{
    public static AppTopicList Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var plans = new List<SubscriptionPlan>();
            var warnings = new List<string>();
            if (json.RootElement.ValueKind == JsonValueKind.Null)
            {
                return AppTopicList.None;
            }

            foreach (var item in json.RootElement.EnumerateArray())
            {
                var plan = ReadOne(item);
                if (plan.Rules.IsEmpty)
                {
                    warnings.Add($"topic {plan.Topic} on {plan.PubSub} has no route, so it is not subscribed to");
                }
                else
                {
                    plans.Add(plan);
                }
            }

            return new AppTopicList(plans) { Warnings = warnings };
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            return new AppTopicList([], $"its answer is no list of subscriptions: {malformed.Message}");
        }
    }

    private static SubscriptionPlan ReadOne(JsonElement item)
    {
        var plan = new SubscriptionPlan("", "", SubscriptionOrigin.Programmatic);
        var (route, rules, last) = ("", ImmutableArray<TopicRule>.Empty, "");
        foreach (var field in item.EnumerateObject())
        {
            switch (field.Name.ToLowerInvariant())
            {
                case "pubsubname": plan = plan with { PubSub = Text(field.Value) }; break;
                case "topic": plan = plan with { Topic = Text(field.Value) }; break;
                case "deadlettertopic": plan = plan with { DeadLetterTopic = Text(field.Value) }; break;
                case "metadata": plan = plan with { Metadata = ReadMetadata(field.Value) }; break;
                case "bulksubscribe": plan = plan with { Bulk = ReadBulk(field.Value) }; break;
                case "route": route = Text(field.Value); break;
                case "routes": (rules, last) = ReadRoutes(field.Value); break;
            }
        }

        last = last.Length > 0 ? last : route;
        return plan with { Rules = last.Length > 0 ? rules.Add(new TopicRule("", last)) : rules };
    }

    private static (ImmutableArray<TopicRule> Rules, string Default) ReadRoutes(JsonElement routes)
    {
        var rules = ImmutableArray.CreateBuilder<TopicRule>();
        var last = "";
        foreach (var field in Fields(routes))
        {
            switch (field.Name.ToLowerInvariant())
            {
                case "default": last = Text(field.Value); break;
                case "rules" when field.Value.ValueKind == JsonValueKind.Array: rules.AddRange(field.Value.EnumerateArray().Select(ReadRule)); break;
            }
        }

        return (rules.ToImmutable(), last);
    }

    private static TopicRule ReadRule(JsonElement rule)
    {
        var (match, path) = ("", "");
        foreach (var field in rule.EnumerateObject())
        {
            switch (field.Name.ToLowerInvariant())
            {
                case "match": match = Text(field.Value); break;
                case "path": path = Text(field.Value); break;
            }
        }

        return TopicRule.TryCreate(match, path, out var error) ?? throw new FormatException($"the rule \"{match}\" is no expression: {error}");
    }

    private static BulkSubscribePlan? ReadBulk(JsonElement bulk)
    {
        var (isEnabled, messages, wait) = (false, 0, 0);
        foreach (var field in Fields(bulk))
        {
            switch (field.Name.ToLowerInvariant())
            {
                case "enabled": isEnabled = field.Value.ValueKind == JsonValueKind.True; break;
                case "maxmessagescount" when field.Value.ValueKind == JsonValueKind.Number: messages = field.Value.GetInt32(); break;
                case "maxawaitdurationms" when field.Value.ValueKind == JsonValueKind.Number: wait = field.Value.GetInt32(); break;
            }
        }

        return isEnabled ? BulkSubscribePlan.Of(messages, wait) : null;
    }

    private static Dictionary<string, string> ReadMetadata(JsonElement metadata)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in Fields(metadata))
        {
            read[field.Name] = Text(field.Value);
        }

        return read;
    }

    private static JsonElement.ObjectEnumerator Fields(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? default : value.EnumerateObject();

    private static string Text(JsonElement value) => value.GetString() ?? "";
}
