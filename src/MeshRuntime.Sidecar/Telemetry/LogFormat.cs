using System.Globalization;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>Writes entries in the layout of Dapr's log lines: <c>time level msg</c> and then the other keys by the alphabet.</summary>
/// <param name="appId">Goes into <c>app_id</c>.</param>
/// <param name="instance">Goes into <c>instance</c>: the host name.</param>
/// <param name="version">Goes into <c>ver</c>.</param>
internal abstract class LogFormat(string appId, string instance, string version)
{
    /// <summary>One line, without its end.</summary>
    public abstract string Line(in LogEntry entry);

    /// <summary>The keys after <c>msg</c>, sorted.</summary>
    protected List<KeyValuePair<string, string>> SortedFields(in LogEntry entry)
    {
        List<KeyValuePair<string, string>> fields =
        [
            new("app_id", appId), new("instance", instance), new("scope", entry.Scope), new("type", "log"), new("ver", version), .. entry.Fields ?? [],
        ];
        if (entry.Fields is { Count: > 0 })
        {
            fields.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        }

        return fields;
    }

    /// <summary>RFC 3339 with as much of the fraction as is not zero (Go's RFC3339Nano).</summary>
    protected static string TimeOf(in LogEntry entry) =>
        entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>logrus' word for a level.</summary>
    protected static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "fatal",
        LogLevel.Information => "info",
        _ => "debug",
    };
}
