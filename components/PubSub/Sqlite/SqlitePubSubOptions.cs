using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>The settings of <c>pubsub.sqlite</c>.</summary>
internal sealed record SqlitePubSubOptions
{
    private const long MiB = 1024 * 1024;

    /// <summary>The message store, an absolute path.</summary>
    public required string File { get; init; }

    /// <summary>The group: its members share the messages of a topic, and each group gets every message.</summary>
    public required string Group { get; init; }

    /// <summary>True: a new group begins with the oldest message that is still there. False: with the first one published after it subscribed.</summary>
    public required bool StartsAtEarliest { get; init; }

    /// <summary>How many handlers of one subscription run at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>How long a process may be frozen before others take over what it holds. One that died is noticed within a second.</summary>
    public required TimeSpan ProcessingTimeout { get; init; }

    /// <summary>The pause before a failed message comes again; doubled at each failure.</summary>
    public required TimeSpan RedeliverInterval { get; init; }

    /// <summary>Where the doubling ends.</summary>
    public required TimeSpan MaxRedeliverInterval { get; init; }

    /// <summary>After so many deliveries a failing message becomes a dead letter; 0 for never.</summary>
    public required int MaxDeliveries { get; init; }

    /// <summary>How long messages are kept that no group waits for.</summary>
    public required TimeSpan UnclaimedAge { get; init; }

    /// <summary>How long a group without subscriber keeps its messages; zero for ever.</summary>
    public required TimeSpan GroupExpiry { get; init; }

    /// <summary>Messages may fill so much of the file.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Publishing ends while the disk still has so much, so that what was accepted can be delivered.</summary>
    public required long MinDiskFreeBytes { get; init; }

    public static SqlitePubSubOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;
        var second = TimeSpan.FromSeconds(1);
        var redeliver = metadata.Duration("redeliverInterval", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(24));
        var longest = metadata.Duration("maxRedeliverInterval", TimeSpan.FromMinutes(5), TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(24));
        return new SqlitePubSubOptions
        {
            File = Path.GetFullPath(metadata.OptionalText("path") ?? Path.Combine(context.DataFolder, "pubsub.db")),
            Group = metadata.Text("consumerID", context.AppId),
            StartsAtEarliest = ReadStart(metadata),
            Concurrency = (int)metadata.Integer("concurrency", 10, 1, 1000),
            ProcessingTimeout = metadata.Duration("processingTimeout", TimeSpan.FromSeconds(60), 3 * second, TimeSpan.FromHours(24)),
            RedeliverInterval = redeliver,
            MaxRedeliverInterval = longest > redeliver ? longest : redeliver,
            MaxDeliveries = (int)metadata.Integer("maxDeliveries", 10, 0, 1_000_000),
            UnclaimedAge = metadata.Duration("unclaimedAge", TimeSpan.FromHours(1), second, TimeSpan.FromDays(365)),
            GroupExpiry = metadata.Duration("groupExpiry", TimeSpan.FromDays(7), TimeSpan.Zero, TimeSpan.FromDays(3650)),
            MaxBytes = metadata.Integer("maxSizeMiB", 1024, 1, 1024 * 1024) * MiB,
            MinDiskFreeBytes = metadata.Integer("minDiskFreeMiB", 64, 0, 1024 * 1024) * MiB,
        };
    }

    private static bool ReadStart(ComponentMetadata metadata)
    {
        switch (metadata.Text("startFrom", "latest").ToLowerInvariant())
        {
            case "latest":
                return false;
            case "earliest":
                return true;
            default:
                metadata.Report("startFrom", "is no place to start from", "write latest or earliest");
                return false;
        }
    }
}
