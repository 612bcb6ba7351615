using System.Text.Json;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Api.Http;

/// <summary>Writes the part of the metadata that tells of subscriptions.</summary>
internal static class SubscriptionList
{
    /// <summary>Writes nothing when there are none (Dapr).</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<SubscriptionPlan> subscriptions)
    {
        if (subscriptions.Count == 0)
        {
            return;
        }

        json.WriteStartArray("subscriptions");
        foreach (var plan in subscriptions)
        {
            WriteOne(json, plan);
        }

        json.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter json, SubscriptionPlan plan)
    {
        json.WriteStartObject();
        json.WriteString("pubsubname", plan.PubSub);
        json.WriteString("topic", plan.Topic);
        if (plan.Metadata.Count > 0)
        {
            json.WriteStartObject("metadata");
            foreach (var (name, value) in plan.Metadata)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        if (!plan.Rules.IsEmpty)
        {
            WriteRules(json, plan);
        }

        json.WriteString("deadLetterTopic", plan.DeadLetterTopic);
        json.WriteString("type", plan.Origin.ToString().ToUpperInvariant());
        json.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter json, SubscriptionPlan plan)
    {
        json.WriteStartArray("rules");
        foreach (var rule in plan.Rules)
        {
            json.WriteStartObject();
            if (rule.Match.Length > 0)
            {
                json.WriteString("match", rule.Match);
            }

            if (rule.Path.Length > 0)
            {
                json.WriteString("path", rule.Path);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
