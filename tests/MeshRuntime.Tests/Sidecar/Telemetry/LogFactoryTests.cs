using System.Text;
using System.Text.Json;
using MeshRuntime.Sidecar.Telemetry;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Telemetry;

public sealed partial class LogFactoryTests
{
    private readonly MemoryStream _stream = new();

    [Fact]
    public void Text_HasDaprsLayout()
    {
        var line = Assert.Single(Lines(Text(LogLevel.Information), logs => Log.Discovered(logs.CreateLogger("MeshRuntime.Sidecar.Start"), 3000)));

        Assert.Equal(
            "time=\"2026-10-03T12:00:00.0123Z\" level=info msg=\"application discovered on port 3000\" "
            + "app_id=orders instance=host-1 scope=mesh.sidecar.start type=log ver=0.1.0",
            line);
    }

    [Fact]
    public void ArgumentsThatTheTextDoesNotName_BecomeKeysInOrder()
    {
        var line = Assert.Single(Lines(Text(LogLevel.Information), logs => Log.Called(logs.CreateLogger("dapr.runtime.http-info"), "GET /x", 204, "a \n b")));

        Assert.EndsWith(
            "level=info msg=\"HTTP API Called\" app_id=orders code=204 instance=host-1 method=\"GET /x\" scope=dapr.runtime.http-info type=log "
            + "useragent=\"a \\n b\" ver=0.1.0",
            line,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasTheSameKeys_OnOneLine()
    {
        var line = Assert.Single(Lines(Json(), logs => Log.Called(logs.CreateLogger("dapr.runtime.http-info"), "GET /\u2028\n", 204, new string('x', 5000))));
        var json = JsonDocument.Parse(line).RootElement;

        Assert.Equal(
            ["time", "level", "msg", "app_id", "code", "instance", "method", "scope", "type", "useragent", "ver"],
            json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("GET /\u2028\n", json.GetProperty("method").GetString());
        Assert.EndsWith("x... (904 more characters)", json.GetProperty("useragent").GetString(), StringComparison.Ordinal);
        Assert.All(line, c => Assert.InRange(c, ' ', '~'));
    }

    [Theory]
    [InlineData(LogLevel.Debug, "debug info warning error fatal")]
    [InlineData(LogLevel.Information, "info warning error fatal")]
    [InlineData(LogLevel.Warning, "warning error fatal")]
    [InlineData(LogLevel.Error, "error fatal")]
    [InlineData(LogLevel.Critical, "fatal")]
    public void LevelsUnderTheLeast_AreLeftOut(LogLevel least, string expected)
    {
        var lines = Lines(Text(least), logs =>
        {
            foreach (var level in new[] { LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical })
            {
                Log.Say(logs.CreateLogger("MeshRuntime.X"), level, "hi");
            }
        });

        Assert.Equal(expected, string.Join(' ', lines.Select(line => line.Split("level=")[1].Split(' ')[0])));
    }

    [Fact]
    public void FrameworkCategories_SpeakOfErrorsOnly()
    {
        var lines = Lines(Text(LogLevel.Debug), logs =>
        {
            Log.Say(logs.CreateLogger("Microsoft.AspNetCore.Server.Kestrel"), LogLevel.Information, "quiet");
            Log.Say(logs.CreateLogger("Microsoft.AspNetCore.Server.Kestrel"), LogLevel.Error, "loud");
        });

        Assert.Contains("msg=loud app_id=orders instance=host-1 scope=microsoft.aspnetcore.server.kestrel", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_IsOneKey_WithItsTraceOnlyFromErrorOn()
    {
        var error = Caught();
        var lines = Lines(Text(LogLevel.Debug), logs =>
        {
            Log.Failed(logs.CreateLogger("MeshRuntime.X"), LogLevel.Warning, error);
            Log.Failed(logs.CreateLogger("MeshRuntime.X"), LogLevel.Error, error);
        });

        Assert.Equal(2, lines.Length);
        Assert.Contains(" error=\"InvalidOperationException: first\\nsecond\" instance=", lines[0], StringComparison.Ordinal);
        Assert.Contains($"at {typeof(LogFactoryTests).FullName}.{nameof(Caught)}", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void LinesAfterTheEnd_AreLostQuietly()
    {
        var logs = new LogFactory(Text(LogLevel.Debug).Format, LogLevel.Debug, _stream, new FixedTime());
        logs.Dispose();

        Log.Say(logs.CreateLogger("MeshRuntime.X"), LogLevel.Error, "late");

        Assert.Equal(0, _stream.Length);
    }

    private static Exception Caught()
    {
        try
        {
            throw new InvalidOperationException("first\nsecond");
        }
        catch (InvalidOperationException error)
        {
            return error;
        }
    }

    private static (LogFormat Format, LogLevel Least) Text(LogLevel least) => (new TextLogFormat("orders", "host-1", "0.1.0"), least);

    private static (LogFormat Format, LogLevel Least) Json() => (new JsonLogFormat("orders", "host-1", "0.1.0"), LogLevel.Information);

    private string[] Lines((LogFormat Format, LogLevel Least) how, Action<LogFactory> speak)
    {
        using (var logs = new LogFactory(how.Format, how.Least, _stream, new FixedTime()))
        {
            speak(logs);
        }

        var text = Encoding.UTF8.GetString(_stream.ToArray());
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1].Split('\n');
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 10, 3, 12, 0, 0, TimeSpan.Zero).AddTicks(123000);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "application discovered on port {Port}")]
        public static partial void Discovered(ILogger logger, int port);

#pragma warning disable SYSLIB1015 // The arguments are keys of the line, not part of its text: Dapr's API log.
        [LoggerMessage(2, LogLevel.Information, "HTTP API Called")]
        public static partial void Called(ILogger logger, string method, int code, string userAgent);
#pragma warning restore SYSLIB1015

        [LoggerMessage(EventId = 3, Message = "{Word}")]
        public static partial void Say(ILogger logger, LogLevel level, string word);

        [LoggerMessage(EventId = 4, Message = "it failed")]
        public static partial void Failed(ILogger logger, LogLevel level, Exception error);
    }
}
