using System.Xml.Linq;
using MeshRuntime.Sidecar;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Tests.Sidecar;

public sealed class RuntimeFloorTests
{
    [Fact]
    public void RuntimeThatShips_IsNotBelowTheFixedVersion()
    {
        var props = XDocument.Load(Path.Combine(Repository(), "Directory.Packages.props"));
        var shipped = Version.Parse(props.Descendants("MeshRuntimePack").Single().Value);

        Assert.True(shipped >= RuntimeFloor.Fixed, $"Directory.Packages.props ships .NET {shipped}; the floor is {RuntimeFloor.Fixed}");
    }

    [Theory]
    [InlineData("10.0.12", 1)]
    [InlineData("10.0.13", 0)]
    [InlineData("10.1.0", 0)]
    public void OlderRuntime_IsWarnedOf(string running, int warnings)
    {
        var log = new CountingLogger();

        RuntimeFloor.Check(Version.Parse(running), log);

        Assert.Equal(warnings, log.Warnings);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MeshRuntime.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("MeshRuntime.sln is in no folder above the tests");
        }

        return folder.FullName;
    }

    private sealed class CountingLogger : ILogger
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.Equal(LogLevel.Warning, logLevel);
            Warnings++;
        }
    }
}
