using System.Net.Security;
using System.Text;
using MeshRuntime.Sidecar.Servers;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class PriorKnowledgeTests : IAsyncDisposable
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private readonly ManualClock _clock = new();
    private readonly MemoryConnection _connection = new();
    private readonly Task _serving;
    private bool _isServed;

    public PriorKnowledgeTests() => _serving = new PriorKnowledge(
        _ =>
        {
            _isServed = true;
            return Task.CompletedTask;
        },
        _clock,
        NullLogger<ResetGuard>.Instance).OnConnectionAsync(_connection.Connection);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("P")]
    [InlineData("PRI * HTTP/1.1\r\n")]
    [InlineData("PRI / HTTP/2.0")]
    [InlineData("\0\0\0\0")]
    public async Task AnythingElse_IsHttp1_AndReachesTheServerWhole(string begin)
    {
        await SendAsync(begin);
        if (begin == "P")
        {
            Assert.False(_isServed);
            await SendAsync("OST /");
            begin = "POST /";
        }

        await _serving;

        Assert.True(_isServed);
        Assert.Null(_connection.Connection.Features.Get<ITlsApplicationProtocolFeature>());
        Assert.Equal(begin, await _connection.UnreadAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(24)]
    public async Task Preface_IsHttp2_HoweverItArrives(int piece)
    {
        foreach (var part in Preface.Chunk(piece))
        {
            await SendAsync(new string(part));
        }

        await _serving;

        Assert.Equal(SslApplicationProtocol.Http2.Protocol, _connection.Connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol);
        Assert.NotNull(_connection.Connection.Features.Get<ITlsConnectionFeature>());
        Assert.StartsWith("PRI * HTTP/2.0", await _connection.UnreadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HalfAPreface_IsWaitedFor()
    {
        await SendAsync("PRI * HTTP/2.");

        Assert.False(_serving.IsCompleted);
    }

    [Fact]
    public async Task ConnectionThatEndsAtOnce_IsTheServersToEnd()
    {
        await _connection.Peer.DisposeAsync();
        await _serving;

        Assert.True(_isServed);
    }

    [Fact]
    public async Task SilentConnection_IsEndedAfterTheTimeOfAnIdleOne()
    {
        _clock.Advance(TimeSpan.FromSeconds(129));
        Assert.False(_serving.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _serving;

        Assert.False(_isServed);
    }

    [Fact]
    public async Task BeginningWithoutEnd_IsEndedAfterTheTimeOfAHead()
    {
        await SendAsync("P");
        await Eventually.TrueAsync(() => _clock.Next == TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        await SendAsync("R");
        Assert.False(_serving.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await _serving;

        Assert.False(_isServed);
    }

    [Fact]
    public async Task SilentConnection_DoesNotHoldUpAServerThatStops()
    {
        _connection.RequestClose();
        await _serving;

        Assert.False(_isServed);
    }

    private async Task SendAsync(string text) => await _connection.Peer.WriteAsync(Encoding.ASCII.GetBytes(text));
}
