using System.Globalization;

namespace MeshRuntime.Client;

/// <summary>What is rarely said of an event that is published.</summary>
public sealed record PublishOptions
{
    /// <summary>True: the broker gets the bytes as they are. Default false: the sidecar wraps them in a CloudEvent, unless they are one.</summary>
    public bool IsRaw { get; init; }

    /// <summary>How long the event is of use; afterwards it is not delivered any more. Rounded up to whole seconds. Null: for ever. Not with <see cref="IsRaw"/>, unless the broker has a limit of its own.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The id of the CloudEvent. Null: one is made up. Only for a single event.</summary>
    public string? Id { get; init; }

    /// <summary>The source of the CloudEvent. Null: the app's id.</summary>
    public string? Source { get; init; }

    /// <summary>The type of the CloudEvent. Null: <c>com.dapr.event.sent</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The subject of the CloudEvent. Null: none.</summary>
    public string? Subject { get; init; }

    /// <summary>Metadata for the broker's component, such as <c>partitionKey</c>. Null: none.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Everything as the metadata that a sidecar reads.</summary>
    internal Dictionary<string, string> ToMetadata()
    {
        Dictionary<string, string> all = Metadata is null ? [] : new(Metadata);
        Add("cloudevent.id", Id);
        Add("cloudevent.source", Source);
        Add("cloudevent.type", Type);
        Add("cloudevent.subject", Subject);
        Add("rawPayload", IsRaw ? "true" : null);
        if (TimeToLive is { } life)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero, nameof(TimeToLive));
            Add("ttlInSeconds", Math.Ceiling(life.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        return all;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                all[name] = value;
            }
        }
    }
}
