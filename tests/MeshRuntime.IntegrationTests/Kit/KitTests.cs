namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>The instruments themselves: a client that took cut answers for whole ones would prove nothing.</summary>
public sealed class KitTests : MeshTest
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello", "hello", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "hello", false)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nhello", "hello", true)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "", true)]
    public async Task RawClient_TellsAWholeAnswerFromACutOne(string sent, string body, bool isComplete)
    {
        var app = Bed.Own(RawApp.Start(Bed.NextPort(), sent));

        var answer = await RawClient.RequestAsync(app.Port, "GET", "/");

        Assert.Equal((body, isComplete), (answer!.Text, answer.IsComplete));
    }

    [Fact]
    public async Task RawClient_SeesAReset()
    {
        var app = Bed.Own(RawApp.Start(Bed.NextPort(), async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\n\r\nhello");
            exchange.Reset();
        }));

        Assert.True(await RawClient.RequestAsync(app.Port, "GET", "/") is null or { IsComplete: false });
    }

    [Fact]
    public async Task TestApp_KeepsEveryByte()
    {
        var app = await Bed.BareAppAsync("app");

        var answer = await RawClient.RequestAsync(app.Port, "GET", "/a%2Fb/../c?d", "X-Odd-CASE:  spaced ", "x-two: 1", "x-two: 2");

        Assert.Equal("hello from app", answer!.Text);
        Assert.Equal("/a%2Fb/../c?d", app.Only.Target);
        Assert.Equal(["1", "2"], app.Only.All("x-two"));
        Assert.Contains("GET /a%2Fb/../c?d HTTP/1.1\r\nHost", app.Wire, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Odd-CASE:  spaced \r\n", app.Wire, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatternStream_IsHashedTheSameWayTwice_AndDiffersWhenAByteIsLost()
    {
        var one = await BodyDigest.ReadAsync(new PatternStream(1_000_000));
        var two = await BodyDigest.ReadAsync(new PatternStream(1_000_000));
        var less = await BodyDigest.ReadAsync(new PatternStream(999_999));

        Assert.Equal((one.Length, one.Hash), (two.Length, two.Hash));
        Assert.NotEqual(one.Hash, less.Hash);
    }

    [Fact]
    public async Task PeerProbe_TalksToAServerThatLetsItIn()
    {
        var app = await Bed.BareAppAsync("app", AppProtocol.Https);

        Assert.Contains("localhost", (await PeerProbe.CertificateOfAsync(app.Port)).Subject, StringComparison.Ordinal);
        Assert.Null(await PeerProbe.TryCallAsync(app.Port, null));
    }

    [Fact]
    public void Ports_AreNeverGivenTwice()
    {
        using var other = new ReservedPorts();

        var ports = Enumerable.Range(0, 100).SelectMany(_ => (int[])[Bed.NextPort(), other.Next()]).ToArray();

        Assert.Equal(ports.Length, ports.Distinct().Count());
    }
}
