using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Resp;

namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>The settings of <c>pubsub.redis</c>. Names, units and defaults are Dapr's, so that its sidecars can share the streams.</summary>
internal sealed record RedisPubSubOptions
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public required RespOptions Connection { get; init; }

    /// <summary>The group, and the name of every consumer in it, as Dapr does: so each replica may claim what another left.</summary>
    public required string Group { get; init; }

    /// <summary>How long a delivered message may stay unsettled before it is delivered again.</summary>
    public required TimeSpan ProcessingTimeout { get; init; }

    /// <summary>How often messages for redelivery are looked for.</summary>
    public required TimeSpan RedeliverInterval { get; init; }

    /// <summary>How many messages of one topic are held here, waiting for a handler.</summary>
    public required int QueueDepth { get; init; }

    /// <summary>How many handlers of one topic run at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>At about how many messages a stream is cut off; zero for never.</summary>
    public required long MaxLength { get; init; }

    /// <summary>At about what age messages are cut off; zero for never. Has no effect beside a length.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>True: a failed message is done with. False: it stays pending and comes again.</summary>
    public required bool AcknowledgeFailed { get; init; }

    /// <summary>False when one of the two times is zero: what fails, or was held by a sidecar that died, then stays pending.</summary>
    public bool Redelivers => ProcessingTimeout > TimeSpan.Zero && RedeliverInterval > TimeSpan.Zero;

    public static RedisPubSubOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;
        var group = metadata.Text("consumerID", "").Trim();
        return new RedisPubSubOptions
        {
            Connection = RedisFields.Read(context),
            Group = group.Length == 0 ? context.AppId : group,
            ProcessingTimeout = RedisFields.Duration(metadata, "processingTimeout", TimeSpan.FromSeconds(60), TimeSpan.Zero, Day),
            RedeliverInterval = RedisFields.Duration(metadata, "redeliverInterval", TimeSpan.FromSeconds(15), TimeSpan.Zero, Day),
            QueueDepth = (int)metadata.Integer("queueDepth", 100, 1, 100_000),
            Concurrency = (int)metadata.Integer("concurrency", 10, 1, 10_000),
            MaxLength = metadata.Integer("maxLenApprox", 0, 0, long.MaxValue),
            TimeToLive = RedisFields.Duration(metadata, "streamTTL", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(36_500)),
            AcknowledgeFailed = metadata.Flag("ackOnError", false),
        };
    }
}
