using System.Net;
using System.Net.Sockets;
using System.Text;
using MeshRuntime.Components.Clients.Resp;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.ComponentTests.Clients.Resp;

/// <summary>A link and a server that says exactly what the test wants.</summary>
public sealed class RespLinkTests : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private RespLink _link = null!;
    private NetworkStream _server = null!;

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint);
        _server = new NetworkStream(await _listener.AcceptSocketAsync(), ownsSocket: true);
        _link = RespLink.Over(
            new NetworkStream(client, ownsSocket: true),
            new RespOptions { Host = "test", WriteTimeout = TimeSpan.FromSeconds(1) },
            TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _server.DisposeAsync();
        _listener.Dispose();
    }

    [Fact]
    public async Task CommandsOfManyCallers_LeaveWithoutWaitingForReplies_AndAreAnsweredInOrder()
    {
        var calls = Enumerable.Range(0, 50).Select(i => SendAsync($"C{i:00}")).ToArray();
        var heard = await HearAsync(50 * "*1\r\n$3\r\nC00\r\n".Length);
        Assert.Equal(string.Concat(Enumerable.Range(0, 50).Select(i => $"*1\r\n$3\r\nC{i:00}\r\n")), heard);

        await SayAsync(string.Concat(Enumerable.Range(0, 50).Select(i => $":{i}\r\n")));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long?)i), (await Task.WhenAll(calls)).Select(reply => reply.AsInteger()));
    }

    [Fact]
    public async Task ErrorReply_FailsItsOwnCallOnly()
    {
        var bad = SendAsync("BAD");
        var good = SendAsync("GOOD");
        await HearAsync("*1\r\n$3\r\nBAD\r\n*1\r\n$4\r\nGOOD\r\n".Length);
        await SayAsync("-WRONGTYPE not a stream\r\n+fine\r\n");

        var failure = await Assert.ThrowsAsync<RespFailure>(() => bad);
        Assert.Equal(("WRONGTYPE", "WRONGTYPE not a stream", false), (failure.Code, failure.Message, failure.MayHaveExecuted));
        Assert.Equal("fine", (await good).ToString());
    }

    [Fact]
    public async Task CallerThatGaveUp_DoesNotShiftTheRepliesOfOthers()
    {
        using var impatient = new CancellationTokenSource();
        var first = SendAsync("ONE", cancellation: impatient.Token);
        var second = SendAsync("TWO");
        await HearAsync("*1\r\n$3\r\nONE\r\n*1\r\n$3\r\nTWO\r\n".Length);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        await SayAsync("+one\r\n+two\r\n");

        Assert.Equal("two", (await second).ToString());
    }

    [Theory]
    [InlineData("hello\r\n", "is no reply")]
    [InlineData("+a\r\n+nobody\r\n", "nobody asked for")]
    public async Task MalformedReply_EndsTheConnectionAndSaysWhy(string said, string why)
    {
        var call = SendAsync("PING");
        await HearAsync("*1\r\n$4\r\nPING\r\n".Length);
        await SayAsync(said);

        Assert.Contains(why, (await Wait.ForAsync(_link.Ended, "the link ends")).Message, StringComparison.Ordinal);
        await Task.WhenAny(call);
    }

    [Fact]
    public async Task PushAndAttribute_AreNotRepliesToACommand()
    {
        var call = SendAsync("GET");
        await HearAsync("*1\r\n$3\r\nGET\r\n".Length);
        await SayAsync(">2\r\n+invalidate\r\n_\r\n|1\r\n+a\r\n+b\r\n+value\r\n");

        Assert.Equal("value", (await call).ToString());
    }

    [Fact]
    public async Task ConnectionThatBreaks_FailsSentCommandsAsMaybeExecuted_AndLaterOnesAsNotExecuted()
    {
        var sent = SendAsync("INCR");
        await HearAsync("*1\r\n$4\r\nINCR\r\n".Length);
        await _server.DisposeAsync();

        Assert.True((await Assert.ThrowsAsync<RespFailure>(() => sent)).MayHaveExecuted);
        Assert.False((await Assert.ThrowsAsync<RespFailure>(() => SendAsync("INCR"))).MayHaveExecuted);
    }

    [Fact]
    public async Task SilentServer_EndsTheConnectionAfterThePatienceOfTheOldestCall()
    {
        var failure = await Assert.ThrowsAsync<RespFailure>(() => SendAsync("GET", TimeSpan.FromMilliseconds(100)));

        Assert.True(failure.MayHaveExecuted);
        Assert.Contains("did not answer GET within 0.1 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IdleConnection_IsAskedAndEndsWithin8SecondsWhenNobodyAnswers()
    {
        var failure = await Wait.ForAsync(_link.Ended, "the dead peer is noticed", TimeSpan.FromSeconds(8));

        Assert.Contains("did not answer PING", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatTakesNothing_EndsTheConnectionAfterTheWriteTimeout()
    {
        var call = _link.SendAsync(new RespCall(new RespCommand("SET").Add(new byte[64 << 20]), TimeSpan.FromSeconds(60)), CancellationToken.None).AsTask();

        Assert.Contains("took nothing for 1 s", (await Assert.ThrowsAsync<RespFailure>(() => call)).Message, StringComparison.Ordinal);
    }

    private Task<RespValue> SendAsync(string name, TimeSpan? patience = null, CancellationToken cancellation = default) =>
        _link.SendAsync(new RespCall(new RespCommand(name), patience ?? TimeSpan.FromSeconds(20)), cancellation).AsTask();

    private async Task SayAsync(string text) => await _server.WriteAsync(Encoding.UTF8.GetBytes(text));

    private async Task<string> HearAsync(int length)
    {
        var bytes = new byte[length];
        await _server.ReadExactlyAsync(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
