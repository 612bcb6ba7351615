using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.Components.PubSub.Nats;

/// <summary>The settings of <c>pubsub.nats</c>.</summary>
internal sealed record NatsPubSubOptions
{
    private const int ParallelHandlers = 100;

    public required NatsOptions Connection { get; init; }

    /// <summary>The queue group: of all who have the same, one gets each message.</summary>
    public required string QueueGroup { get; init; }

    /// <summary>How many messages of one subscription are handled at once.</summary>
    public required int Handlers { get; init; }

    public static NatsPubSubOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;
        var group = metadata.Text("consumerID", context.AppId);
        if (!NatsSubject.IsWord(group))
        {
            metadata.Report("consumerID", "cannot be a queue group of NATS", "write a name without blanks");
        }

        return new NatsPubSubOptions
        {
            Connection = NatsFields.Read(metadata, $"mesh - {context.AppId}"),
            QueueGroup = group,
            Handlers = metadata.Text("concurrencyMode", "single") switch
            {
                "single" => 1,
                "parallel" => ParallelHandlers,
                _ => Report(metadata),
            },
        };
    }

    private static int Report(ComponentMetadata metadata)
    {
        metadata.Report("concurrencyMode", "is no mode", "write single or parallel");
        return 1;
    }
}
