using System.Net;
using MeshRuntime.Sidecar.Servers;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class PortHolderTests : IDisposable
{
    private readonly FakeProc _proc = new();

    public void Dispose() => _proc.Dispose();

    [Theory]
    [InlineData("--app-id", "orders", "meshd (pid 4711, app-id orders)")]
    [InlineData("--dapr-http-port=3500", "-app-id=orders", "meshd (pid 4711, app-id orders)")]
    [InlineData("--dapr-http-port", "3500", "meshd (pid 4711)")]
    public void Sidecar_IsNamedWithItsApp(string one, string two, string expected)
    {
        _proc.Socket(3500, 42).Process(12, 41, "/usr/bin/other").Process(4711, 42, "/opt/mesh/meshd", one, two);

        Assert.Equal(expected, Find(3500)?.ToString());
    }

    [Fact]
    public void OtherProgram_IsNamedWithItsFirstArgument()
    {
        _proc.Socket(3500, 42).Process(7, 42, "/usr/bin/node", "server.js", "--token", "canary");

        Assert.Equal("node server.js (pid 7)", Find(3500)?.ToString());
    }

    [Theory]
    [InlineData("--password=canary")]
    [InlineData("postgres://me:canary@host")]
    [InlineData("KEY=canary")]
    public void ArgumentThatMayHoldASecret_IsLeftOut(string argument)
    {
        _proc.Socket(3500, 42).Process(7, 42, "/usr/bin/thing", argument);

        Assert.Equal("thing (pid 7)", Find(3500)?.ToString());
    }

    [Fact]
    public void ProcessWithoutCommandLine_IsNamedByTheKernel()
    {
        _proc.Socket(3500, 42).Process(7, 42);

        Assert.Equal("kernel-thing (pid 7)", Find(3500)?.ToString());
    }

    [Fact]
    public void Listener_IsPreferredToAConnection()
    {
        _proc.Socket(3500, 41, isListening: false).Socket(3500, 42).Process(5, 41, "curl").Process(7, 42, "app").Process(9, 41, "curl");

        Assert.Equal(new HolderProcess(7, "app", null, true), Find(3500));
    }

    [Fact]
    public void ConnectionFromThePort_IsFoundWhenThereIsNoListener()
    {
        _proc.Socket(3500, 41, isListening: false).Process(5, 41, "curl");

        Assert.Equal(new HolderProcess(5, "curl", null, false), Find(3500));
    }

    [Fact]
    public void NothingToBeSeen_IsNull()
    {
        _proc.Socket(3500, 42).Process(5, 41, "curl");

        Assert.Null(Find(3500));
        Assert.Null(Find(3501));
        Assert.Null(new PortHolder(Path.Combine(_proc.Root, "none")).Find(IPAddress.Loopback, 3500));
    }

    [Fact]
    public void ControlCharacters_DoNotReachTheMessage()
    {
        _proc.Socket(3500, 42).Process(7, 42, "a\u001b[31m\nb", "--app-id", "x\ny");

        Assert.Equal("a?[31m?b (pid 7, app-id x?y)", Find(3500)?.ToString());
    }

    private HolderProcess? Find(int port) => new PortHolder(_proc.Root).Find(IPAddress.Loopback, port);
}
