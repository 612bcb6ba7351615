using System.Collections.Immutable;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>The settings of <c>pubsub.jetstream</c>. Names and defaults are Dapr's; what is unset is left to the server.</summary>
internal sealed record JetStreamOptions
{
    // Dapr runs as many handlers as there are messages. A bound that no app reaches with ordinary handlers, but a burst does.
    private const int ParallelHandlers = 100;

    // The server sends flow control only together with heartbeats.
    private static readonly TimeSpan HeartbeatOfFlowControl = TimeSpan.FromSeconds(5);

    public required NatsOptions Connection { get; init; }

    public string? StreamName { get; init; }

    public string? DurableName { get; init; }

    public string? QueueGroupName { get; init; }

    /// <summary>As the server's API writes it.</summary>
    public required string DeliverPolicy { get; init; }

    public required long StartSequence { get; init; }

    public required long StartTimeSeconds { get; init; }

    /// <summary>explicit, all or none.</summary>
    public required string AckPolicy { get; init; }

    public bool Acknowledges => AckPolicy != "none";

    public required bool FlowControl { get; init; }

    public required bool MemoryStorage { get; init; }

    /// <summary>Zero, as in all that follow: unset.</summary>
    public required TimeSpan AckWait { get; init; }

    public required TimeSpan Heartbeat { get; init; }

    public required long MaxDeliver { get; init; }

    public required long MaxAckPending { get; init; }

    public required int Replicas { get; init; }

    public required long RateLimit { get; init; }

    public required ImmutableArray<TimeSpan> BackOff { get; init; }

    /// <summary>What requests to JetStream begin with.</summary>
    public required string ApiPrefix { get; init; }

    /// <summary>How many messages of one subscription are handled at once.</summary>
    public required int Handlers { get; init; }

    /// <summary>True: a topic that no stream takes gets one of its own.</summary>
    public required bool CreateStream { get; init; }

    public static JetStreamOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;

        // Dapr accepts it everywhere; here durableName and queueGroupName say who shares.
        _ = metadata.Text("consumerID", context.AppId);
        var flowControl = metadata.Flag("flowControl", false);
        var heartbeat = Unset(metadata, "heartbeat");
        var options = new JetStreamOptions
        {
            Connection = NatsFields.Read(metadata, "dapr.io - pubsub.jetstream"),
            StreamName = ReadName(metadata, "streamName"),
            DurableName = ReadName(metadata, "durableName"),
            QueueGroupName = ReadName(metadata, "queueGroupName"),
            DeliverPolicy = ReadDeliverPolicy(metadata),
            StartSequence = metadata.Integer("startSequence", 0, 0, long.MaxValue),
            StartTimeSeconds = metadata.Integer("startTime", 0, 0, 253_402_300_799),
            AckPolicy = metadata.Text("ackPolicy", "explicit") is var policy and ("all" or "none") ? policy : "explicit",
            FlowControl = flowControl,
            MemoryStorage = metadata.Flag("memoryStorage", false),
            AckWait = Unset(metadata, "ackWait"),
            Heartbeat = flowControl && heartbeat == TimeSpan.Zero ? HeartbeatOfFlowControl : heartbeat,
            MaxDeliver = metadata.Integer("maxDeliver", 0, -1, int.MaxValue),
            MaxAckPending = metadata.Integer("maxAckPending", 0, -1, int.MaxValue),
            Replicas = (int)metadata.Integer("replicas", 0, 0, 5),
            RateLimit = metadata.Integer("rateLimit", 0, 0, long.MaxValue),
            BackOff = ReadBackOff(metadata),
            ApiPrefix = ReadApiPrefix(metadata),
            Handlers = ReadHandlers(metadata),
            CreateStream = metadata.Flag("createStream", false),
        };
        options.Check(metadata);
        return options;
    }

    private static TimeSpan Unset(ComponentMetadata metadata, string field) =>
        metadata.Duration(field, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(1));

    private static string? ReadName(ComponentMetadata metadata, string field)
    {
        var name = metadata.OptionalText(field);
        if (name is null || (NatsSubject.IsLiteral(name) && !name.AsSpan().ContainsAny("./\\")))
        {
            return name;
        }

        metadata.Report(field, "cannot be a name in JetStream", "write a name without blanks, dots, wildcards and slashes");
        return null;
    }

    private static string ReadDeliverPolicy(ComponentMetadata metadata)
    {
        switch (metadata.Text("deliverPolicy", "all"))
        {
            case "all":
                return "all";
            case "last":
                return "last";
            case "new":
                return "new";
            case "sequence":
                return "by_start_sequence";
            case "time":
                return "by_start_time";
            default:
                metadata.Report("deliverPolicy", "is no policy", "write all, last, new, sequence or time");
                return "all";
        }
    }

    private static ImmutableArray<TimeSpan> ReadBackOff(ComponentMetadata metadata)
    {
        var pauses = ImmutableArray.CreateBuilder<TimeSpan>();
        foreach (var text in metadata.Text("backOff", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!GoDuration.TryParse(text, TimeSpan.FromSeconds(1), out var pause) || pause <= TimeSpan.Zero)
            {
                metadata.Report("backOff", "is not a list of durations", "write durations between commas, such as 1s,5s,30s");
                return [];
            }

            pauses.Add(pause);
        }

        return pauses.ToImmutable();
    }

    private static string ReadApiPrefix(ComponentMetadata metadata)
    {
        var (prefix, domain) = (metadata.OptionalText("apiPrefix")?.TrimEnd('.'), metadata.OptionalText("domain"));
        if (prefix is not null && domain is not null)
        {
            metadata.Report("apiPrefix", "stands beside domain", "keep one of the two: a domain is a prefix, $JS.<domain>.API");
        }

        var api = prefix ?? (domain is null ? "$JS.API" : $"$JS.{domain}.API");
        if (NatsSubject.IsLiteral(api))
        {
            return api;
        }

        metadata.Report(prefix is null ? "domain" : "apiPrefix", "cannot be part of a subject", "write words between dots, without blanks and wildcards");
        return "$JS.API";
    }

    private static int ReadHandlers(ComponentMetadata metadata)
    {
        var (older, newer) = (metadata.OptionalText("concurrency"), metadata.OptionalText("concurrencyMode"));
        switch (newer ?? older ?? "single")
        {
            case "single":
                return 1;
            case "parallel":
                return ParallelHandlers;
            default:
                metadata.Report(newer is null ? "concurrency" : "concurrencyMode", "is no mode", "write single or parallel");
                return 1;
        }
    }

    private void Check(ComponentMetadata metadata)
    {
        if (DeliverPolicy == "by_start_sequence" && StartSequence == 0)
        {
            metadata.Report("deliverPolicy", "is sequence, and no startSequence is given", "add startSequence, the number of the first message to deliver");
        }

        if (DeliverPolicy == "by_start_time" && StartTimeSeconds == 0)
        {
            metadata.Report("deliverPolicy", "is time, and no startTime is given", "add startTime, in seconds since 1970");
        }

        if (CreateStream && StreamName is not null)
        {
            metadata.Report("createStream", "stands beside streamName", "keep one of the two: with createStream each topic gets a stream of its own");
        }

        if (Heartbeat > TimeSpan.Zero && QueueGroupName is not null)
        {
            // The server sends heartbeats to one member of a group, so the others would take it for dead.
            metadata.Report(FlowControl ? "flowControl" : "heartbeat", "stands beside queueGroupName", "keep one of the two: NATS has neither heartbeat nor flow control for groups");
        }
    }
}
