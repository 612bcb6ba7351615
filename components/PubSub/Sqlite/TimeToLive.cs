using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Reads how long a message lives from its metadata: <c>ttlInSeconds</c> or <c>ttl</c>, in any case.</summary>
internal static class TimeToLive
{
    /// <returns>Null for ever, also when the value is none; zero or less: it has passed already.</returns>
    public static TimeSpan? Of(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || (Find(metadata, "ttlInSeconds") ?? Find(metadata, "ttl")) is not { } text)
        {
            return null;
        }

        // As Dapr: a bare number counts when it is positive, a duration in any case.
        var isBare = long.TryParse(text, out var seconds);
        return (isBare && seconds <= 0) || !GoDuration.TryParse(text, TimeSpan.FromSeconds(1), out var life) ? null : life;
    }

    private static string? Find(IReadOnlyDictionary<string, string> metadata, string name)
    {
        foreach (var (key, value) in metadata)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
