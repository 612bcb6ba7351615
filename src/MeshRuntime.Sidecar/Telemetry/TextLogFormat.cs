using System.Text;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>Writes logrus' text layout: <c>time="…" level=info msg="…" app_id=orders …</c>.</summary>
internal sealed class TextLogFormat(string appId, string instance, string version) : LogFormat(appId, instance, version)
{
    /// <inheritdoc/>
    public override string Line(in LogEntry entry)
    {
        var line = new StringBuilder(256);
        line.Append("time=\"").Append(TimeOf(entry)).Append("\" level=").Append(WordOf(entry.Level)).Append(" msg=");
        GoQuote.Append(line, entry.Message);
        foreach (var (key, value) in SortedFields(entry))
        {
            line.Append(' ').Append(key).Append('=');
            GoQuote.Append(line, value);
        }

        return line.ToString();
    }
}
