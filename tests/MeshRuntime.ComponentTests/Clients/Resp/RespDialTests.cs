using System.Net;
using System.Net.Sockets;
using System.Text;
using MeshRuntime.Components.Clients.Resp;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.ComponentTests.Clients.Resp;

/// <summary>Connections that are not made, and why.</summary>
public sealed class RespDialTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RespDialTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task LogIn_IsOneHello_ThenTheDatabase()
    {
        var dialing = DialAsync(Options() with { Username = "orders", Password = "secret", ClientName = "mesh-app", Database = 2 });
        using var server = await _listener.AcceptTcpClientAsync();

        await HearAsync(server, "*7\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$6\r\norders\r\n$6\r\nsecret\r\n$7\r\nSETNAME\r\n$8\r\nmesh-app\r\n");
        await SayAsync(server, "%1\r\n$2\r\nid\r\n:77\r\n");
        await HearAsync(server, "*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n");
        await SayAsync(server, "+OK\r\n");

        await using var link = await dialing;
        Assert.Equal(77, link.ServerId);
    }

    [Fact]
    public async Task ServerThatSaysNothing_FailsAfterTheDialTimeout()
    {
        var failure = await Assert.ThrowsAsync<RespFailure>(() => DialAsync(Options() with { DialTimeout = TimeSpan.FromMilliseconds(200) }));

        Assert.Contains("within 0.2 s", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "is no reply")]
    [InlineData("", "closed the connection")]
    public async Task ServerThatIsNoRedis_FailsWithWhatItDid(string said, string why)
    {
        var dialing = DialAsync(Options());
        using (var server = await _listener.AcceptTcpClientAsync())
        {
            await HearAsync(server, "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n");
            await SayAsync(server, said);
        }

        Assert.Contains(why, (await Assert.ThrowsAsync<RespFailure>(() => dialing)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallersCancellation_IsACancellation() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RespDial.ConnectAsync(Options(), TimeProvider.System, new CancellationToken(canceled: true)));

    private RespOptions Options() => new() { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port };

    private static Task<RespLink> DialAsync(RespOptions options) => RespDial.ConnectAsync(options, TimeProvider.System, CancellationToken.None);

    private static async Task HearAsync(TcpClient server, string expected)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(expected)];
        await Wait.ForAsync(server.GetStream().ReadExactlyAsync(bytes).AsTask(), expected);
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes));
    }

    private static async Task SayAsync(TcpClient server, string text) => await server.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));
}
