using System.Globalization;
using System.Text.Json;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>What a consumer is to be; what is unset is not written, so that the server's defaults hold.</summary>
internal sealed record JetStreamConsumerConfig(JetStreamOptions Options, string Topic, string DeliverSubject, long? From)
{
    public void Write(Utf8JsonWriter json)
    {
        WriteIfAny(json, "durable_name", Options.DurableName);
        json.WriteString("deliver_subject", DeliverSubject);
        WriteIfAny(json, "deliver_group", Options.QueueGroupName);
        json.WriteString("filter_subject", Topic);
        WriteStart(json);
        json.WriteString("ack_policy", Options.AckPolicy);
        json.WriteString("replay_policy", "instant");
        WriteIfSet(json, "ack_wait", JetStreamJson.Nanoseconds(Options.AckWait));
        WriteIfSet(json, "max_deliver", Options.MaxDeliver);
        WriteIfSet(json, "max_ack_pending", Options.Acknowledges ? Options.MaxAckPending : 0);
        WriteIfSet(json, "num_replicas", Options.Replicas);
        WriteIfSet(json, "rate_limit_bps", Options.RateLimit);
        WriteIfSet(json, "idle_heartbeat", JetStreamJson.Nanoseconds(Options.Heartbeat));
        WriteIfTrue(json, "flow_control", Options.FlowControl);
        WriteIfTrue(json, "mem_storage", Options.MemoryStorage);
        if (Options.BackOff.Length > 0)
        {
            json.WriteStartArray("backoff");
            foreach (var pause in Options.BackOff)
            {
                json.WriteNumberValue(JetStreamJson.Nanoseconds(pause));
            }

            json.WriteEndArray();
        }
    }

    private void WriteStart(Utf8JsonWriter json)
    {
        json.WriteString("deliver_policy", From is null ? Options.DeliverPolicy : "by_start_sequence");
        if (From is not null || Options.DeliverPolicy == "by_start_sequence")
        {
            json.WriteNumber("opt_start_seq", From ?? Options.StartSequence);
        }
        else if (Options.DeliverPolicy == "by_start_time")
        {
            json.WriteString("opt_start_time", DateTimeOffset.FromUnixTimeSeconds(Options.StartTimeSeconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteIfSet(Utf8JsonWriter json, string name, long value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }

    private static void WriteIfTrue(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, value);
        }
    }
}
