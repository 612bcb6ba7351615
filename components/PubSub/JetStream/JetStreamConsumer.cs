using System.Text.Json;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>A consumer as the server has it.</summary>
internal sealed record JetStreamConsumer
{
    public required string Stream { get; init; }

    public required string Name { get; init; }

    public string? DurableName { get; init; }

    /// <summary>Where the server sends its messages; null for one that is asked for them.</summary>
    public string? DeliverSubject { get; init; }

    public string? DeliverGroup { get; init; }

    public string FilterSubject { get; init; } = "";

    public string AckPolicy { get; init; } = "";

    public TimeSpan AckWait { get; init; }

    public long MaxDeliver { get; init; }

    public long MaxAckPending { get; init; }

    /// <summary>True when somebody is subscribed to where it sends.</summary>
    public bool IsBound { get; init; }

    /// <summary>The last message that was handed out, by its number in the stream.</summary>
    public long Delivered { get; init; }

    /// <summary>All up to this one, by its number in the stream, are done with.</summary>
    public long AckFloor { get; init; }

    /// <summary>Not handed out yet.</summary>
    public long Pending { get; init; }

    /// <summary>Handed out, not acknowledged.</summary>
    public long AckPending { get; init; }

    public static JetStreamConsumer Read(JsonElement info)
    {
        var config = JetStreamJson.Map(info, "config");
        return new JetStreamConsumer
        {
            Stream = JetStreamJson.Text(info, "stream_name") ?? "",
            Name = JetStreamJson.Text(info, "name") ?? "",
            DurableName = JetStreamJson.Text(config, "durable_name"),
            DeliverSubject = JetStreamJson.Text(config, "deliver_subject"),
            DeliverGroup = JetStreamJson.Text(config, "deliver_group"),
            FilterSubject = JetStreamJson.Text(config, "filter_subject") ?? "",
            AckPolicy = JetStreamJson.Text(config, "ack_policy") ?? "",
            AckWait = JetStreamJson.Duration(config, "ack_wait"),
            MaxDeliver = JetStreamJson.Number(config, "max_deliver"),
            MaxAckPending = JetStreamJson.Number(config, "max_ack_pending"),
            IsBound = JetStreamJson.IsTrue(info, "push_bound"),
            Delivered = JetStreamJson.Number(JetStreamJson.Map(info, "delivered"), "stream_seq"),
            AckFloor = JetStreamJson.Number(JetStreamJson.Map(info, "ack_floor"), "stream_seq"),
            Pending = JetStreamJson.Number(info, "num_pending"),
            AckPending = JetStreamJson.Number(info, "num_ack_pending"),
        };
    }
}
