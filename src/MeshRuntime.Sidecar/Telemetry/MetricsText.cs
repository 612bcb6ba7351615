using System.Buffers;
using System.Globalization;
using System.Text;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>Writes all metrics in the text format of Prometheus, version 0.0.4.</summary>
/// <param name="meters">What was counted.</param>
/// <param name="appId">Goes into <c>app_id</c> of each series.</param>
/// <param name="process">Reads what the process uses.</param>
internal sealed class MetricsText(MeshMeters meters, string appId, Func<ProcessFacts> process)
{
    /// <summary>The content type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly string[] UpperEnds =
        [.. LatencyHistogram.UpperEndsMilliseconds.ToArray().Select(end => end.ToString(CultureInfo.InvariantCulture)), "+Inf"];

    /// <summary>Writes the whole text.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var text = new StringBuilder();
        foreach (var family in meters.Families)
        {
            switch (family)
            {
                case MeterFamily<Counter> counters:
                    WriteValues(text, counters, "counter", static counter => counter.Value, output);
                    break;
                case MeterFamily<Gauge> gauges:
                    WriteValues(text, gauges, "gauge", static gauge => gauge.Value, output);
                    break;
                case MeterFamily<LatencyHistogram> histograms:
                    WriteHistograms(text, histograms, output);
                    break;
                default:
                    throw new NotSupportedException(family.Name);
            }
        }

        WriteProcess(text);
        Flush(text, output);
    }

    private void WriteValues<T>(StringBuilder text, MeterFamily<T> family, string type, Func<T, long> valueOf, IBufferWriter<byte> output)
        where T : class
    {
        var isFirst = true;
        foreach (var (values, instrument) in family.Series)
        {
            if (isFirst)
            {
                Head(text, family.Name, family.Help, type);
                isFirst = false;
            }

            Sample(text, family.Name, LabelsOf(family, values), valueOf(instrument));
            Flush(text, output);
        }
    }

    private void WriteHistograms(StringBuilder text, MeterFamily<LatencyHistogram> family, IBufferWriter<byte> output)
    {
        // Read once, so that a histogram and the counters that equal its count agree within one scrape.
        var series = family.Series.Select(pair => (Labels: LabelsOf(family, pair.Key), Histogram: pair.Value, Counts: new long[UpperEnds.Length])).ToList();
        if (series.Count == 0)
        {
            return;
        }

        Head(text, family.Name, family.Help, "histogram");
        foreach (var (labels, histogram, counts) in series)
        {
            var count = histogram.ReadCounts(counts);
            var atMost = 0L;
            for (var i = 0; i < counts.Length; i++)
            {
                atMost += counts[i];
                Sample(text, $"{family.Name}_bucket", $"{labels},le=\"{UpperEnds[i]}\"", atMost);
            }

            Sample(text, $"{family.Name}_sum", labels, histogram.SumMilliseconds);
            Sample(text, $"{family.Name}_count", labels, count);
            Flush(text, output);
        }

        foreach (var name in family.CountNames)
        {
            Head(text, name, $"Count of {family.Name}.", "counter");
            foreach (var (labels, _, counts) in series)
            {
                Sample(text, name, labels, counts.Sum());
                Flush(text, output);
            }
        }
    }

    private void WriteProcess(StringBuilder text)
    {
        var facts = process();
        One(text, "process_resident_memory_bytes", "Resident memory size in bytes.", "gauge", facts.ResidentBytes);
        One(text, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", "counter", facts.CpuSeconds);
        One(text, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", "gauge", facts.StartSeconds);
        if (facts.OpenFiles is { } files)
        {
            One(text, "process_open_fds", "Number of open file descriptors.", "gauge", files);
        }
    }

    private static void One(StringBuilder text, string name, string help, string type, double value)
    {
        Head(text, name, help, type);
        text.Append(name).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static void Head(StringBuilder text, string name, string help, string type) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Sample(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append('{').Append(labels).Append("} ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');

    private string LabelsOf(MeterFamily family, LabelValues values)
    {
        var labels = new StringBuilder();
        if (family.HasOwnAppId)
        {
            Label(labels, "app_id", appId);
        }

        for (var i = 0; i < family.LabelNames.Count; i++)
        {
            Label(labels, family.LabelNames[i], values[i]);
        }

        return labels.ToString();
    }

    private static void Label(StringBuilder labels, string name, string value)
    {
        labels.Append(labels.Length > 0 ? "," : "").Append(name).Append("=\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => labels.Append(@"\\"),
                '"' => labels.Append("\\\""),
                '\n' => labels.Append("\\n"),
                _ => labels.Append(c),
            };
        }

        labels.Append('"');
    }

    // In pieces: the whole text of a sidecar that talks to many is megabytes, and a scrape comes every few seconds.
    private static void Flush(StringBuilder text, IBufferWriter<byte> output)
    {
        // One encoder for all chunks: a character may lie across two of them.
        var encoder = Encoding.UTF8.GetEncoder();
        foreach (var chunk in text.GetChunks())
        {
            encoder.Convert(chunk.Span, output, flush: false, out _, out _);
        }

        encoder.Convert([], output, flush: true, out _, out _);
        text.Clear();
    }
}
