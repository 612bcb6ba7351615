using System.Diagnostics;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Nats;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.Clients.Nats;

/// <summary>The client before a server that says what no good server says.</summary>
public sealed class NatsClientTests : IAsyncDisposable
{
    private readonly FakeNatsServer _server = new();
    private ClientBench? _bench;

    [Fact]
    public async Task Connect_TellsWhoAndSubscribesToOneInbox()
    {
        var starting = Bench(options => options with { Credentials = new NatsCredentials { Token = "s3cret \"x\"" } }).StartAsync();
        await _server.AcceptAsync();

        var hello = await _server.HearAsync("PING\r\n");
        await _server.SayAsync("PONG\r\n");
        await starting;

        Assert.StartsWith("CONNECT {\"verbose\":false,\"pedantic\":false,\"tls_required\":false,\"name\":\"test\"", hello, StringComparison.Ordinal);
        Assert.Contains("\"headers\":true,\"no_responders\":true,\"auth_token\":\"s3cret \\u0022x\\u0022\"}\r\n", hello, StringComparison.Ordinal);
        Assert.Matches("^SUB _INBOX\\.[0-9a-f]{24}\\.\\* 1\r\n$", await _server.HearAsync("\r\n"));
    }

    [Fact]
    public async Task Publish_WritesTheFrame()
    {
        await StartedAsync();

        await _bench!.Client.PublishAsync("a.b", null, null, "hi"u8.ToArray(), CancellationToken.None);
        await _bench.Client.PublishAsync("a.b", "r", new NatsHeaders().Add("x", "y"), "hi"u8.ToArray(), CancellationToken.None);

        Assert.Equal("PUB a.b 2\r\nhi\r\n", await _server.HearAsync("hi\r\n"));
        Assert.Equal("HPUB a.b r 18 20\r\nNATS/1.0\r\nx: y\r\n\r\nhi\r\n", await _server.HearAsync("hi\r\n"));
    }

    [Fact]
    public async Task Payload_IsLimitedByTheServer()
    {
        await StartedAsync();

        await _bench!.Client.PublishAsync("a", null, null, new byte[1024], CancellationToken.None);
        var over = await Assert.ThrowsAsync<ComponentException>(async () => await _bench.Client.PublishAsync("a", null, null, new byte[1025], CancellationToken.None));
        var head = await Assert.ThrowsAsync<ComponentException>(
            async () => await _bench.Client.PublishAsync("a", null, new NatsHeaders(), new byte[1024], CancellationToken.None));

        Assert.Equal((ComponentFault.Invalid, ComponentFault.Invalid), (over.Fault, head.Fault));
        Assert.Contains("has 1025 bytes", over.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServersPing_IsAnswered()
    {
        await StartedAsync();

        await _server.SayAsync("PING\r\n");

        Assert.Equal("PONG\r\n", await _server.HearAsync("\r\n"));
    }

    [Fact]
    public async Task SilentServer_IsLeftWithinThreePings()
    {
        await StartedAsync(options => options with { PingInterval = TimeSpan.FromMilliseconds(100) });
        var since = Stopwatch.GetTimestamp();

        await _server.WelcomeAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(5));
        Assert.Contains(_bench!.Logs.All, line => line.Id == 5211 && line.Text.Contains("no sign of life", StringComparison.Ordinal));
    }

    [Fact]
    public void DefaultPings_NoticeADeadPeerWithinEightSeconds()
    {
        var options = new NatsOptions { Servers = [], Name = "" };

        Assert.True(options.PingInterval * 3 < TimeSpan.FromSeconds(8));
    }

    [Theory]
    [InlineData("BOO\r\n", "no word of the protocol")]
    [InlineData("PONG\r\n", "nobody asked for")]
    [InlineData("INFO [\r\n", "INFO is no JSON")]
    public async Task MalformedInput_EndsTheConnectionAndSaysWhy(string text, string why)
    {
        await StartedAsync();

        await _server.SayAsync(text);
        await _server.WelcomeAsync();

        Assert.Contains(_bench!.Logs.All, line => line.Id == 5211 && line.Text.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task LostConnection_FailsWhatWaitsAndSubscribesAgain()
    {
        await StartedAsync();
        var subscribing = _bench!.SubscribeAsync("orders", "group");
        Assert.Equal("SUB orders group 2\r\nPING\r\n", await _server.HearAsync("PING\r\n"));
        await _server.SayAsync("PONG\r\n");
        await subscribing;
        var request = _bench.Client.RequestAsync("svc", null, default, CancellationToken.None).AsTask();
        await _server.HearAsync("\r\n\r\n");

        _server.HangUp();
        await _server.WelcomeAsync();

        Assert.Equal(ComponentFault.Unavailable, (await Assert.ThrowsAsync<ComponentException>(() => request)).Fault);
        Assert.Contains("SUB orders group 2\r\n", await _server.HearAsync(" 2\r\n"), StringComparison.Ordinal);
        await _server.SayAsync("MSG orders 2 2\r\nhi\r\n");
        await _bench.GotAsync(1);
    }

    [Fact]
    public async Task RefusedPublish_FailsItsRequestAtOnce()
    {
        await StartedAsync();
        var request = _bench!.Client.RequestAsync("secret.one", null, default, CancellationToken.None).AsTask();
        await _server.HearAsync("\r\n\r\n");

        await _server.SayAsync("-ERR 'Permissions Violation for Publish to \"secret.one\"'\r\n");

        Assert.Equal(ComponentFault.Denied, (await Assert.ThrowsAsync<ComponentException>(() => request)).Fault);
    }

    [Fact]
    public async Task RefusedSubscription_Fails()
    {
        await StartedAsync();
        var subscribing = _bench!.SubscribeAsync("secret.>");
        await _server.HearAsync("PING\r\n");

        await _server.SayAsync("-ERR 'Permissions Violation for Subscription to \"secret.>\"'\r\nPONG\r\n");
        await _server.HearAsync("UNSUB 2\r\nPING\r\n");
        await _server.SayAsync("PONG\r\n");

        Assert.Equal(ComponentFault.Denied, (await Assert.ThrowsAsync<ComponentException>(() => subscribing)).Fault);
    }

    [Fact]
    public async Task LameDuck_IsLeftForAnotherServer()
    {
        using var other = new FakeNatsServer();
        await StartedAsync();

        await _server.SayAsync($$"""INFO {"ldm":true,"headers":true,"connect_urls":["127.0.0.1:{{other.Port}}"]}{{"\r\n"}}""");
        await other.WelcomeAsync();

        await Eventually.TrueAsync(() => Task.FromResult(_bench!.Client.Connection?.Server.Port == other.Port), "the other server");
    }

    [Fact]
    public async Task BytesBeforeTls_AreNotBelieved()
    {
        var starting = Bench().StartAsync();

        await _server.AcceptAsync("{\"tls_required\":true}\r\nPING");

        Assert.Contains("between INFO and TLS", (await Assert.ThrowsAsync<ComponentException>(() => starting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DemandedTls_IsNotDoneWithout()
    {
        _bench = new ClientBench($"tls://127.0.0.1:{_server.Port}");
        var starting = _bench.StartAsync();

        await _server.AcceptAsync();

        Assert.Equal(ComponentFault.Invalid, (await Assert.ThrowsAsync<ComponentException>(() => starting)).Fault);
    }

    [Fact]
    public async Task SilentListener_IsNotWaitedForLong()
    {
        var starting = Bench(options => options with { ConnectTimeout = TimeSpan.FromMilliseconds(100) }).StartAsync();

        Assert.Contains("does not answer", (await Assert.ThrowsAsync<ComponentException>(() => starting)).Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        if (_bench is not null)
        {
            await _bench.DisposeAsync();
        }
    }

    private ClientBench Bench(Func<NatsOptions, NatsOptions>? change = null) => _bench = new ClientBench(_server.Port, change);

    private async Task StartedAsync(Func<NatsOptions, NatsOptions>? change = null)
    {
        var starting = Bench(change).StartAsync();
        await _server.WelcomeAsync();
        await _server.HearAsync(" 1\r\n");
        await starting;
    }
}
