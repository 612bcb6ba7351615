using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using MeshRuntime.Sidecar.Options;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>
/// Makes the loggers of the whole process. It stands in for the framework's factory, whose options, filters and providers cost start time and
/// offer nothing that is used here.
/// </summary>
internal sealed class LogFactory : ILoggerFactory, ILoggerProvider
{
    private const string OwnPrefix = "MeshRuntime.";

    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);
    private readonly LogLevel _least;
    private readonly LogFormat _format;
    private readonly LogWriter _writer;
    private readonly TimeProvider _time;

    /// <summary>Starts writing.</summary>
    public LogFactory(LogFormat format, LogLevel least, Stream stream, TimeProvider time)
    {
        _format = format;
        _least = least;
        _time = time;
        _writer = new LogWriter(stream, dropped => format.Line(new LogEntry(
            time.GetUtcNow(), LogLevel.Warning, $"{dropped} log lines were dropped: whoever reads the log is too slow", "mesh.log", null)));
    }

    /// <summary>Opens the log that the options ask for.</summary>
    /// <returns>False when the file cannot be written; <paramref name="problem"/> says why.</returns>
    public static bool TryOpen(SidecarOptions options, TimeProvider time, [NotNullWhen(true)] out LogFactory? logs, [NotNullWhen(false)] out string? problem)
    {
        (logs, problem) = (null, null);
        Stream stream;
        try
        {
            stream = options.LogFile is { } path ? OpenFile(path) : Console.OpenStandardOutput();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problem = $"--log-file {options.LogFile} cannot be written ({error.Message}): make its folder, or name another file";
            return false;
        }

        var (appId, instance, version) = (options.AppId, Dns.GetHostName(), BuildInfo.Version);
        LogFormat format = options.LogAsJson ? new JsonLogFormat(appId, instance, version) : new TextLogFormat(appId, instance, version);
        logs = new LogFactory(format, options.LogLevel, stream, time);
        return true;
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, static (category, self) => self.Make(category), this);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The log of meshd has one format and one place.");

    /// <summary>Writes what waits. Lines after this are lost.</summary>
    public void Dispose() => _writer.Dispose();

    /// <summary>The <c>scope</c> of a category: <c>MeshRuntime.DataPlane.Outbound.Invoker</c> speaks as <c>mesh.dataplane.outbound.invoker</c>.</summary>
    internal static string ScopeOf(string category) =>
        (category.StartsWith(OwnPrefix, StringComparison.Ordinal) ? $"mesh.{category[OwnPrefix.Length..]}" : category).ToLowerInvariant();

    private LineLogger Make(string category)
    {
        // The web server speaks at debug level of each frame, and warns of what we do on purpose (HTTP/2 without TLS): only its errors are for
        // users. Dapr's own scope names stay ours to use: the API log speaks as dapr.runtime.http-info.
        var isOwn = category.StartsWith(OwnPrefix, StringComparison.Ordinal) || category.StartsWith("dapr.", StringComparison.Ordinal);
        var least = isOwn || _least > LogLevel.Error ? _least : LogLevel.Error;
        return new LineLogger(ScopeOf(category), least, _format, _writer, _time);
    }

    private static FileStream OpenFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
