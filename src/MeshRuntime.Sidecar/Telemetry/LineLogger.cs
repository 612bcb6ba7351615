using System.Globalization;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>Turns what one category says into lines.</summary>
/// <param name="scope">The <c>scope</c> of its lines.</param>
/// <param name="least">The least level that is written.</param>
/// <param name="format">Makes the line.</param>
/// <param name="writer">Takes the line.</param>
/// <param name="time">The clock.</param>
internal sealed class LineLogger(string scope, LogLevel least, LogFormat format, LogWriter writer, TimeProvider time) : ILogger
{
    private const string Template = "{OriginalFormat}";

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var fields = FieldsOf(state as IReadOnlyList<KeyValuePair<string, object?>>);
        if (exception is not null)
        {
            // The trace is for the one who mends a bug; an expected failure needs only its words.
            (fields ??= []).Add(new("error", logLevel >= LogLevel.Error ? exception.ToString() : $"{exception.GetType().Name}: {exception.Message}"));
        }

        writer.Write(format.Line(new LogEntry(time.GetUtcNow(), logLevel, formatter(state, null), scope, fields)));
    }

    // Arguments that the text names are in the text already; the others become keys of the line, in lower case (useragent, code).
    private static List<KeyValuePair<string, string>>? FieldsOf(IReadOnlyList<KeyValuePair<string, object?>>? state)
    {
        if (state is not { Count: > 1 } || state[^1] is not { Key: Template, Value: string template })
        {
            return null;
        }

        List<KeyValuePair<string, string>>? fields = null;
        for (var i = 0; i < state.Count - 1; i++)
        {
            if (!Names(template, state[i].Key))
            {
                var value = state[i].Value;
                var text = value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString();
                (fields ??= []).Add(new(state[i].Key.ToLowerInvariant(), text ?? ""));
            }
        }

        return fields;
    }

    private static bool Names(string template, string key)
    {
        for (var at = template.IndexOf(key, StringComparison.Ordinal); at > 0; at = template.IndexOf(key, at + 1, StringComparison.Ordinal))
        {
            var end = at + key.Length;
            if (template[at - 1] == '{' && end < template.Length && template[end] is '}' or ':' or ',')
            {
                return true;
            }
        }

        return false;
    }
}
