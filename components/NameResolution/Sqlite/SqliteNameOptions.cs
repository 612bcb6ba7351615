using System.Buffers;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>The settings of <c>nameresolution.sqlite</c>. Names and defaults are Dapr's, so that its sidecars can share the file.</summary>
internal sealed record SqliteNameOptions
{
    private static readonly SearchValues<char> IdentifierCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>The registry, an absolute path.</summary>
    public required string File { get; init; }

    /// <summary>What stood behind a <c>?</c> in the connection string and is not used; null when nothing did.</summary>
    public string? IgnoredSettings { get; init; }

    public required string Hosts { get; init; }

    public required string Metadata { get; init; }

    /// <summary>The age at which an entry counts as dead, in whole seconds.</summary>
    public required TimeSpan UpdateInterval { get; init; }

    /// <summary>How often dead entries are deleted; zero for never. Lookups skip them in any case.</summary>
    public required TimeSpan CleanupInterval { get; init; }

    /// <summary>How long one lookup may take, besides waiting for locks.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How long a statement waits for the locks of others.</summary>
    public required TimeSpan BusyTimeout { get; init; }

    public required bool WriteAheadLog { get; init; }

    /// <summary>How often watched names are looked at.</summary>
    public required TimeSpan PollInterval { get; init; }

    /// <summary>
    /// How often the own entry is renewed: twice as often as Dapr does. Entries are dated in whole seconds, so with Dapr's rhythm (4 of 5 seconds) a
    /// renewal that is a few milliseconds late can already be too late.
    /// </summary>
    public TimeSpan Heartbeat => (UpdateInterval - Timeout) / 2;

    public static SqliteNameOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;
        var (file, ignored) = ReadConnection(metadata, context.DataFolder);
        var timeout = metadata.Duration(
            "timeout", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), "timeoutInSeconds");
        return new SqliteNameOptions
        {
            File = file,
            IgnoredSettings = ignored,
            Hosts = ReadTable(metadata, "tableName", "hosts"),
            Metadata = ReadTable(metadata, "metadataTableName", "metadata"),
            Timeout = timeout,
            UpdateInterval = ReadUpdateInterval(metadata, timeout),
            CleanupInterval = metadata.Duration(
                "cleanupInterval", TimeSpan.FromHours(1), TimeSpan.Zero, TimeSpan.FromDays(7), "cleanupIntervalInSeconds"),
            BusyTimeout = metadata.Duration("busyTimeout", TimeSpan.FromMilliseconds(800), TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            WriteAheadLog = !metadata.Flag("disableWAL", false),

            // Half a second: a reader's share of "gone in seconds", at about 0.3 ms of CPU each time.
            PollInterval = metadata.Duration(
                "pollInterval", TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
        };
    }

    private static (string File, string? Ignored) ReadConnection(ComponentMetadata metadata, string dataFolder)
    {
        var connection = metadata.OptionalText("connectionString", "url") ?? Path.Combine(dataFolder, "names.db");
        if (connection.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            connection = connection["file:".Length..];
        }

        var mark = connection.IndexOf('?', StringComparison.Ordinal);
        var file = mark < 0 ? connection : connection[..mark];
        if (file.StartsWith(":memory:", StringComparison.OrdinalIgnoreCase) || file.Length == 0)
        {
            metadata.Report("connectionString", "is not a file that other sidecars can see", "write the path of a file");
            file = "names.db";
        }

        return (Path.GetFullPath(file), mark < 0 ? null : connection[mark..]);
    }

    private static string ReadTable(ComponentMetadata metadata, string field, string defaultValue)
    {
        // Table names cannot be parameters of a statement: what is not an identifier never reaches one.
        var name = metadata.Text(field, defaultValue);
        if (!name.AsSpan().ContainsAnyExcept(IdentifierCharacters))
        {
            return name;
        }

        metadata.Report(field, "is not a table name", "use letters, digits and _ only");
        return defaultValue;
    }

    private static TimeSpan ReadUpdateInterval(ComponentMetadata metadata, TimeSpan timeout)
    {
        var interval = metadata.Duration("updateInterval", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        if (interval.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            metadata.Report("updateInterval", "has a fraction of a second", "write whole seconds: entries are dated in seconds");
        }
        else if (interval - timeout < TimeSpan.FromSeconds(1))
        {
            metadata.Report("updateInterval", "is not at least 1s longer than timeout", "raise updateInterval or lower timeout");
        }
        else
        {
            return interval;
        }

        return timeout + TimeSpan.FromSeconds(4);
    }
}
