using System.Net;
using System.Net.Sockets;
using MeshRuntime.Sidecar.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class ListenerTests : IDisposable
{
    private readonly FakeProc _proc = new();
    private readonly HastyTime _time = new();
    private readonly List<int> _tried = [];

    public void Dispose() => _proc.Dispose();

    [Fact]
    public async Task PortOfARunningListener_FailsAtOnce_NamingItAndTheCure()
    {
        _proc.Socket(3500, 42).Process(4711, 42, "/opt/meshd", "--app-id", "orders");

        var error = await FailsAsync(SocketError.AddressAlreadyInUse);

        Assert.Equal("port 3500 (--dapr-http-port) is held by meshd (pid 4711, app-id orders); stop it or choose another with --dapr-http-port", error);
        Assert.Equal(TimeSpan.Zero, _time.Passed);
    }

    [Fact]
    public async Task HolderOutOfSight_IsWaitedForTenSeconds()
    {
        var error = await FailsAsync(SocketError.AddressAlreadyInUse);

        Assert.Equal(
            "port 3500 (--dapr-http-port) is held by another process (of another user, or out of sight); choose another with --dapr-http-port", error);
        Assert.InRange(_time.Passed, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10.5));
        Assert.InRange(_tried.Count, 21, 25);
    }

    [Fact]
    public async Task ConnectionFromThePort_IsWaitedForAndNamed()
    {
        _proc.Socket(3500, 41, isListening: false).Process(5, 41, "curl");

        Assert.Contains("is held by a connection of curl (pid 5); stop it", await FailsAsync(SocketError.AddressAlreadyInUse), StringComparison.Ordinal);
        Assert.InRange(_time.Passed, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10.5));
    }

    [Fact]
    public async Task PortFreedMeanwhile_IsTaken()
    {
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var listener = With((_, port, _) => Try(port) < 4 ? throw new SocketException((int)SocketError.AddressAlreadyInUse) : free);

        Assert.Same(free, Assert.Single(await listener.OpenAsync(Request, TestContext.Current.CancellationToken)));
        Assert.Equal(TimeSpan.FromMilliseconds(100 + 200 + 400), _time.Passed);
    }

    [Fact]
    public async Task StablePortThatIsTaken_GivesWayToAFreeOne_AtOnce()
    {
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var listener = With((_, port, _) => Try(port) == 1 ? throw new SocketException((int)SocketError.AddressAlreadyInUse) : free);

        await listener.OpenAsync(Request with { MayMove = true }, TestContext.Current.CancellationToken);

        Assert.Equal([3500, 0], _tried);
        Assert.Equal(TimeSpan.Zero, _time.Passed);
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, "port 3500 (--dapr-http-port) is for privileged processes only; choose one above 1023 with --dapr-http-port")]
    [InlineData(
        SocketError.AddressNotAvailable,
        "127.0.0.1 (--dapr-listen-addresses) is not an address of this host; choose one of its own with --dapr-listen-addresses")]
    public async Task OtherFailures_FailAtOnce_WithTheirCure(SocketError error, string expected)
    {
        Assert.Equal(expected, await FailsAsync(error));
        Assert.Single(_tried);
    }

    [Fact]
    public async Task SecondAddressThatFails_ClosesTheFirst()
    {
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var listener = With((address, _, _) => address.Equals(IPAddress.Loopback) ? first : throw new SocketException((int)SocketError.AccessDenied));
        var request = Request with { Addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback] };

        await Assert.ThrowsAsync<ListenException>(() => listener.OpenAsync(request, TestContext.Current.CancellationToken));

        Assert.True(first.SafeHandle.IsClosed);
    }

    private static ListenRequest Request => new([IPAddress.Loopback], 3500, "--dapr-http-port", "--dapr-listen-addresses");

    private async Task<string> FailsAsync(SocketError error)
    {
        var listener = With((_, port, _) =>
        {
            Try(port);
            throw new SocketException((int)error);
        });
        var thrown = await Assert.ThrowsAsync<ListenException>(() => listener.OpenAsync(Request, TestContext.Current.CancellationToken));
        return thrown.Message;
    }

    private Listener With(Func<IPAddress, int, bool, Socket> open) => new(new PortHolder(_proc.Root), _time, NullLogger<Listener>.Instance, open);

    private int Try(int port)
    {
        _tried.Add(port);
        return _tried.Count;
    }

    /// <summary>A clock whose every pause is over at once, and counted.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public TimeSpan Passed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Passed += dueTime;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
