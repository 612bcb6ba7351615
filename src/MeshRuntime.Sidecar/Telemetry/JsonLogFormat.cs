using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>Writes one JSON object a line (<c>--log-as-json</c>). All but plain ASCII is escaped, so no value can end the line.</summary>
internal sealed class JsonLogFormat(string appId, string instance, string version) : LogFormat(appId, instance, version)
{
    /// <inheritdoc/>
    public override string Line(in LogEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", TimeOf(entry));
            json.WriteString("level", WordOf(entry.Level));
            Write(json, "msg", entry.Message);
            foreach (var (key, value) in SortedFields(entry))
            {
                Write(json, key, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string key, string value)
    {
        var kept = GoQuote.Cut(value);
        if (kept.Length == value.Length)
        {
            json.WriteString(key, value);
            return;
        }

        var cut = new StringBuilder().Append(kept);
        GoQuote.AppendCutMark(cut, value.Length - kept.Length);
        json.WriteString(key, cut.ToString());
    }
}
