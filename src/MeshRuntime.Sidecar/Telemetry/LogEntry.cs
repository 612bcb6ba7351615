using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>Holds what one log line says.</summary>
/// <param name="Time">When, in UTC.</param>
/// <param name="Level">How serious.</param>
/// <param name="Message">The text.</param>
/// <param name="Scope">Who speaks.</param>
/// <param name="Fields">Further keys and values; null when there are none, as almost always.</param>
internal readonly record struct LogEntry(
    DateTimeOffset Time, LogLevel Level, string Message, string Scope, IReadOnlyList<KeyValuePair<string, string>>? Fields);
