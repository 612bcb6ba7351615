using System.Collections.Immutable;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>What a subscription got when it asked for messages.</summary>
/// <param name="Deliveries">In the order in which their handlers are to start.</param>
/// <param name="Buried">Why messages that it met became dead letters.</param>
/// <param name="More">True when there may be more at once.</param>
/// <param name="NextDue">When the next failed message comes again, in milliseconds since 1970; null when none waits.</param>
internal sealed record Take(ImmutableArray<Delivery> Deliveries, ImmutableArray<string> Buried, bool More, long? NextDue)
{
    public static readonly Take NoQueue = new([], [], More: false, null) { QueueExists = false };

    /// <summary>False when the queue was given up meanwhile: join again.</summary>
    public bool QueueExists { get; private init; } = true;
}
