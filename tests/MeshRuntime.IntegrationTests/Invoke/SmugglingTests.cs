namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>Requests whose end two readers could see in two places: refused, and the connection closed (D01 to D09).</summary>
public sealed class SmugglingTests(SharedMesh mesh) : SharedMeshTest(mesh)
{
    private const string Hidden = "GET /v1.0/invoke/orders/method/hidden HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

    private Workload? _orders;

    private Workload Orders => _orders!;

    public override async ValueTask InitializeAsync()
    {
        _orders = await Mesh.AppAsync("orders");
        Orders.App.Forget();
    }

    [Theory]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: \vchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Content-Length: \r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")]
    [InlineData("Content-Length: 5, 6\r\n\r\nhello!")]
    [InlineData("Content-Length: -5\r\n\r\nhello")]
    [InlineData("Content-Length: 0x5\r\n\r\nhello")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5;ext=a\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4;ext=foo\nABCD\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5;ext=a\rhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Content-Length : 5\r\n\r\nhello")]
    [InlineData("X-Folded: a\r\n b\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("X\tName: a\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("X Name: a\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData(": a\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("X-Null: a\0b\r\nContent-Length: 5\r\n\r\nhello")]
    public async Task AmbiguousFraming_IsRefused_AndTheConnectionCloses(string rest)
    {
        await using var connection = await Orders.Sidecar.RawAsync();

        await connection.SendAsync($"POST /v1.0/invoke/orders/method/x HTTP/1.1\r\nHost: 127.0.0.1:{Orders.Sidecar.HttpPort}\r\n{rest}");
        await connection.SendAsync(Hidden);

        var answer = await connection.ReadFinalAsync();
        Assert.True(answer is null or { Status: >= 400 and < 600 }, answer?.StatusLine);
        Assert.True(await connection.IsClosedByServerAsync());
        Assert.DoesNotContain(Orders.App.Requests, request => request.IsComplete);
        Assert.DoesNotContain("hidden", Orders.App.Wire, StringComparison.Ordinal);
    }

    // D01: RFC 9112 lets a server drop the length and close instead of refusing; either way no reader is fooled.
    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task LengthAndChunkedTogether_HideNothing(string caller)
    {
        var sidecar = caller == "orders" ? Orders.Sidecar : await Mesh.SidecarAsync(caller);
        await using var connection = await sidecar.RawAsync();

        await connection.SendAsync(
            RawClient.Head(sidecar.HttpPort, "POST", "/v1.0/invoke/orders/method/x", "Content-Length: 6", "Transfer-Encoding: chunked") +
            "0\r\n\r\n" + Hidden);

        var answer = await connection.ReadFinalAsync();
        Assert.NotNull(answer);
        Assert.True(await connection.IsClosedByServerAsync());
        Assert.DoesNotContain("hidden", Orders.App.Wire, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nContent-Length: 6", Orders.App.Wire, StringComparison.OrdinalIgnoreCase);
        Assert.True(answer.Status == 400 || Orders.App.Only is { BodyLength: 0, IsComplete: true }, answer.StatusLine);
    }

    [Fact]
    public async Task BareLineFeeds_AreNotTheEndOfTheHead()
    {
        var answer = await RawClient.ExchangeAsync(
            Orders.Sidecar.HttpPort, $"GET /v1.0/invoke/orders/method/x HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\n\n{Hidden}");

        Assert.True(answer is null or { Status: >= 400 }, answer?.StatusLine);
        Assert.DoesNotContain("hidden", Orders.App.Wire, StringComparison.Ordinal);
    }

    // F19: odd Host values are refused or served, and end nothing.
    [Theory]
    [InlineData("fe80::1%eth0")]
    [InlineData("[fe80::1%25eth0]:3500")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("[::1")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("localhost,evil.example")]
    public async Task OddHost_IsAnsweredClearly(string host)
    {
        var client = await Mesh.SidecarAsync("client");

        var answer = await RawClient.ExchangeAsync(client.HttpPort, $"GET /v1.0/metadata HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.True(answer is null or { Status: 200 or 400 or 403 or 421 }, answer?.StatusLine);
        Assert.Equal(204, (await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/healthz"))!.Status);
    }
}
