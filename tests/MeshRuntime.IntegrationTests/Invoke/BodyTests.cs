using System.Text;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>The framing of bodies, and their limit.</summary>
public sealed class BodyTests : MeshTest
{
    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task BodyWithLength_ArrivesWithLength_AndChunkedArrivesChunked(string caller)
    {
        var orders = await Bed.AppAsync("orders");
        var sidecar = caller == "orders" ? orders.Sidecar : await Bed.SidecarAsync(caller);

        await PostAsync(sidecar, "Content-Length: 5", "hello");
        await PostAsync(sidecar, "Transfer-Encoding: chunked", "3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\n\r\n");
        await PostAsync(sidecar, "Content-Length: 0", "");

        var got = orders.App.Requests.ToArray();
        Assert.Equal(["hello", "hello", ""], got.Select(request => Encoding.UTF8.GetString(request.Body)));
        Assert.Equal(["5", null, "0"], got.Select(request => request.Header("Content-Length")));
        Assert.Equal([null, "chunked", null], got.Select(request => request.Header("Transfer-Encoding")));
    }

    [Fact]
    public async Task GetWithABody_KeepsIt()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.ExchangeAsync(
            client.HttpPort, RawClient.Head(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "Content-Length: 4") + "body");

        Assert.Equal(200, answer!.Status);
        Assert.Equal("body", Encoding.UTF8.GetString(orders.App.Only.Body));
    }

    [Fact]
    public async Task GetWithoutABody_GetsNone()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        Assert.Null(orders.App.Only.Header("Content-Length"));
        Assert.Null(orders.App.Only.Header("Transfer-Encoding"));
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    public async Task AnswerWithoutABody_EndsAtItsHead(string verb, int status)
    {
        await Bed.AppAsync("orders", context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.ETag = "\"tag\"";
            if (verb == "HEAD")
            {
                context.Response.ContentLength = 12345;
            }

            return Task.CompletedTask;
        });
        var client = await Bed.SidecarAsync("client");
        await using var connection = await client.RawAsync();

        // Two on one connection: a body where none belongs would be read as the second answer.
        for (var i = 0; i < 2; i++)
        {
            await connection.SendAsync(RawClient.Head(client.HttpPort, verb, "/v1.0/invoke/orders/method/x"));
            var answer = await connection.ReadFinalAsync(verb == "HEAD");
            Assert.Equal((status, "\"tag\""), (answer!.Status, answer.Header("ETag")));
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    public async Task EmptyAnswer_IsWhole(int status)
    {
        await Bed.AppAsync("orders", context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        Assert.Equal((status, 0, true), (answer!.Status, answer.Body.Length, answer.IsComplete));
        Assert.True(answer.Header("Content-Length") == "0" || answer.Header("Transfer-Encoding") == "chunked");
    }

    // F06: at the limit, and one over it, in both framings.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BodyAtTheLimit_Arrives_AndOneByteOver_DoesNot(bool chunked)
    {
        // The server counts the framing of chunks too, so a chunked body reaches the limit a few bytes early.
        const int Limit = 64 * 1024;
        var most = chunked ? Limit - 64 : Limit;
        var orders = await Bed.AppAsync("orders", flags: ["--max-body-size", "64Ki"]);
        var client = await Bed.SidecarAsync("client", "--max-body-size", "64Ki");

        var at = await SendAsync(most);
        var over = await SendAsync(Limit + 1);

        Assert.Equal(200, at!.Status);
        ErrorAssert.IsInvokeError(over, 500, "orders", "stream too large");
        Assert.Equal(1, orders.App.Requests.Count(request => request.IsComplete));
        Assert.Equal(most, orders.App.Requests.First().BodyLength);
        Assert.Equal(200, (await SendAsync(10))!.Status);

        Task<RawResponse?> SendAsync(int size)
        {
            var body = new string('x', size);
            return PostAsync(
                client,
                chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {size}",
                chunked ? $"{size - 1:x}\r\n{body[1..]}\r\n1\r\nx\r\n0\r\n\r\n" : body);
        }
    }

    // Dapr limits what an app sends to its own sidecar; what comes from another sidecar has been limited there.
    [Fact]
    public async Task BodyOverTheCalleesLimit_IsTheCallersMatter()
    {
        var orders = await Bed.AppAsync("orders", flags: ["--max-body-size", "64Ki"]);
        var client = await Bed.SidecarAsync("client", "--max-body-size", "1Mi");

        var answer = await PostAsync(client, "Content-Length: 100000", new string('x', 100_000));

        Assert.Equal(200, answer!.Status);
        Assert.Equal(100_000, orders.App.Only.BodyLength);
    }

    [Fact]
    public async Task KeepAlive_CarriesManyRequestsOfOneConnection()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        await using var connection = await client.RawAsync();

        // Pipelined: all are sent before the first answer is read.
        for (var i = 0; i < 5; i++)
        {
            await connection.SendAsync(RawClient.Head(client.HttpPort, "POST", $"/v1.0/invoke/orders/method/{i}", "Content-Length: 1") + i);
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await connection.ReadFinalAsync())!.Status);
        }

        Assert.Equal(["/0", "/1", "/2", "/3", "/4"], orders.App.Requests.Select(request => request.Target));
    }

    [Fact]
    public async Task ExpectContinue_IsAnswered_AndTheBodyArrives()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        await using var connection = await client.RawAsync();

        await connection.SendAsync(
            RawClient.Head(client.HttpPort, "POST", "/v1.0/invoke/orders/method/x", "Content-Length: 5", "Expect: 100-continue"));
        Assert.Equal(100, (await connection.ReadAsync())!.Status);
        await connection.SendAsync("hello");

        Assert.Equal(200, (await connection.ReadFinalAsync())!.Status);
        Assert.Equal("hello", Encoding.UTF8.GetString(orders.App.Only.Body));
    }

    private static Task<RawResponse?> PostAsync(SidecarHandle sidecar, string framing, string body) =>
        RawClient.ExchangeAsync(sidecar.HttpPort, RawClient.Head(sidecar.HttpPort, "POST", "/v1.0/invoke/orders/method/x", framing) + body);
}
