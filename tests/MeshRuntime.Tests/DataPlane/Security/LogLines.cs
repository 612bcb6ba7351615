using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Tests.DataPlane.Security;

/// <summary>Keeps what was logged: event id and text.</summary>
internal sealed class LogLines<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    public (int Id, string Text)[] All => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, formatter(state, exception)));
}
