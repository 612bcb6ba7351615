using System.Net.Security;
using System.Text;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Api.Peer;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Sidecar.Servers;
using MeshRuntime.Tests.DataPlane.Security;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging.Abstractions;
using ManualClock = MeshRuntime.Tests.Kit.ManualClock;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class PeerHandshakeTests : IAsyncDisposable
{
    private static readonly TestAuthority Authority = new();

    private readonly ManualClock _clock = new();
    private readonly LogLines<PeerTls> _log = new();
    private readonly MemoryConnection _connection = new();
    private readonly TaskCompletionSource<ConnectionContext> _served = new();
    private readonly TaskCompletionSource _end = new();

    public PeerHandshakeTests() => _clock.Advance(LeafSpec.From.AddHours(1) - _clock.GetUtcNow());

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task GoodPeer_IsKnownToEveryRequest_AndSpeaksThroughTls()
    {
        var transport = _connection.Connection.Transport;
        var serving = ServeAsync(Tls("orders"));
        await using var client = await Tls("checkout").AuthenticateAsClientAsync(
            _connection.Peer, new WorkloadIdentity("public", "default", "orders"), default);
        var connection = await _served.Task;

        Assert.Equal("spiffe://public/ns/default/checkout", connection.Features.Get<PeerConnection>()?.Identity?.SpiffeId);
        Assert.Equal("10.0.0.7", connection.Features.Get<PeerConnection>()?.ForwardedBy.For);
        Assert.Equal(SslApplicationProtocol.Http2.Protocol, connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol);
        Assert.NotNull(connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate);
        await client.WriteAsync("hello"u8.ToArray());
        await client.FlushAsync();
        var read = await connection.Transport.Input.ReadAsync();
        Assert.Equal("hello", Encoding.ASCII.GetString(read.Buffer));
        connection.Transport.Input.AdvanceTo(read.Buffer.End);

        _end.SetResult();
        await serving;
        Assert.Same(transport, connection.Transport);
    }

    [Fact]
    public async Task WithoutMtls_NobodyIsKnown()
    {
        var serving = ServeAsync(tls: null);
        var connection = await _served.Task;

        Assert.Null(connection.Features.Get<PeerConnection>()?.Identity);
        Assert.Equal("10.0.0.7", connection.Features.Get<PeerConnection>()?.ForwardedBy.For);
        _end.SetResult();
        await serving;
    }

    [Fact]
    public async Task PeerWithoutTls_IsNotServed()
    {
        await _connection.Peer.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await ServeAsync(Tls("orders"));

        Assert.False(_served.Task.IsCompleted);
    }

    [Fact]
    public async Task PeerThatSaysNothing_IsGivenTenSeconds()
    {
        var serving = ServeAsync(Tls("orders"));
        _clock.Advance(TimeSpan.FromMilliseconds(9999));
        Assert.False(serving.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await serving;

        Assert.Contains("TooSlow", _log.All[^1].Text, StringComparison.Ordinal);
        Assert.False(_served.Task.IsCompleted);
    }

    [Fact]
    public async Task PeerThatSaysNothing_DoesNotHoldUpAServerThatStops()
    {
        var serving = ServeAsync(Tls("orders"));
        _connection.RequestClose();
        await serving;

        Assert.False(_served.Task.IsCompleted);
    }

    // K02: a connection is worth no more than the certificates that it was opened with.
    [Fact]
    public async Task ConnectionWhoseCertificatesEnd_IsLeft()
    {
        var serving = ServeAsync(Tls("orders"));
        await using var client = await Tls("checkout").AuthenticateAsClientAsync(
            _connection.Peer, new WorkloadIdentity("public", "default", "orders"), default);
        await _served.Task;
        var left = LeafSpec.To - _clock.GetUtcNow();

        _clock.Advance(left - TimeSpan.FromSeconds(1));
        Assert.False(_connection.IsCloseRequested);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_connection.IsCloseRequested);

        _end.SetResult();
        await client.DisposeAsync();
        await serving;
    }

    // A socket closed with bytes unread sends a reset, and the peer may lose the GOAWAY that it has not read yet.
    [Fact]
    public async Task ServerThatStops_ReadsOn_UntilThePeerHasClosed()
    {
        var serving = ServeAsync(Tls("orders"));
        var client = await Tls("checkout").AuthenticateAsClientAsync(_connection.Peer, new WorkloadIdentity("public", "default", "orders"), default);
        var connection = await _served.Task;
        await connection.Transport.Output.WriteAsync("go away"u8.ToArray());

        _connection.RequestClose();
        _end.SetResult();
        await client.WriteAsync("a last request"u8.ToArray());
        var heard = new byte[7];
        await client.ReadExactlyAsync(heard);
        Assert.False(serving.IsCompleted);
        await client.DisposeAsync();

        await serving;
        Assert.Equal("go away", Encoding.ASCII.GetString(heard));
    }

    [Fact]
    public async Task PeerThatStaysAfterTheStop_IsGivenHalfASecond()
    {
        var serving = ServeAsync(Tls("orders"));
        await using var client = await Tls("checkout").AuthenticateAsClientAsync(
            _connection.Peer, new WorkloadIdentity("public", "default", "orders"), default);
        await _served.Task;
        _connection.RequestClose();
        _end.SetResult();
        await Eventually.TrueAsync(() => _clock.Next == TimeSpan.FromMilliseconds(500));

        _clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(serving.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await serving;
    }

    private PeerTls Tls(string app)
    {
        var tls = new PeerTls(_clock, _log);
        tls.SetBundle(Authority.Issue(LeafSpec.For(app)));
        return tls;
    }

    private Task ServeAsync(PeerTls? tls) => new PeerHandshake(
        async connection =>
        {
            _served.SetResult(connection);
            await _end.Task;
        },
        tls,
        _clock,
        NullLogger<ResetGuard>.Instance).OnConnectionAsync(_connection.Connection);
}
