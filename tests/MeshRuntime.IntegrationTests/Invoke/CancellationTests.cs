using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>When one end goes away the other is told, across both sidecars.</summary>
public sealed class CancellationTests : MeshTest
{
    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task CallerLeaves_WhileTheAppWorks_AppIsCancelled(string caller)
    {
        var cancelled = new TaskCompletionSource();
        var orders = await Bed.AppAsync("orders", context => UntilAbortedAsync(context, cancelled));
        var sidecar = caller == "orders" ? orders.Sidecar : await Bed.SidecarAsync(caller);
        var connection = await sidecar.RawAsync();
        await connection.SendAsync(RawClient.Head(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x"));
        await Wait.UntilAsync(() => !orders.App.Requests.IsEmpty, "the app got the request");

        connection.Reset();

        await Wait.ForAsync(cancelled.Task, "the app's request is cancelled");
        Assert.Single(orders.App.Requests);
    }

    [Fact]
    public async Task CallerLeaves_InTheMiddleOfTheAnswer_AppIsCancelled()
    {
        var cancelled = new TaskCompletionSource();
        await Bed.AppAsync("orders", async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            await UntilAbortedAsync(context, cancelled);
        });
        var client = await Bed.SidecarAsync("client");
        var connection = await client.RawAsync();
        await connection.SendAsync(RawClient.Head(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x"));
        await connection.ReadHeadAsync();
        Assert.Equal("begun"u8.ToArray(), await connection.ReadChunkAsync());

        connection.Reset();

        await Wait.ForAsync(cancelled.Task, "the app's request is cancelled");
    }

    [Fact]
    public async Task CallerLeaves_InTheMiddleOfItsBody_AppDoesNotTakeItForWhole()
    {
        var ended = new TaskCompletionSource<bool>();
        var orders = await Bed.AppAsync("orders", async context =>
        {
            try
            {
                await TestApp.ReadBodyAsync(context);
                ended.TrySetResult(true);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                ended.TrySetResult(false);
            }
        });
        var client = await Bed.SidecarAsync("client");
        var connection = await client.RawAsync();
        await connection.SendAsync(
            RawClient.Head(client.HttpPort, "POST", "/v1.0/invoke/orders/method/x", "Transfer-Encoding: chunked") + "5\r\nhello\r\n");
        await Wait.UntilAsync(() => orders.App.Wire.Contains("hello", StringComparison.Ordinal), "the app got the first chunk");

        connection.Reset();

        Assert.False(await Wait.ForAsync(ended.Task, "the app's read ends"));
    }

    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task AppDies_WhileTheBodyIsSent_CallerIsTold(string caller)
    {
        var port = Bed.NextPort();
        Bed.Own(RawApp.Start(port, exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        }));
        var orders = await Bed.SidecarAsync(new SidecarSetup("orders") { AppPort = port });
        var sidecar = caller == "orders" ? orders : await Bed.SidecarAsync(caller);

        var answer = await SendUntilAnsweredAsync(sidecar);

        ErrorAssert.IsInvokeError(answer, 500, "orders", "error invoking app channel");
    }

    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task AppAnswersBeforeTheBodyEnds_CallerGetsTheAnswer(string caller)
    {
        var orders = await Bed.AppAsync(new SidecarSetup("orders"), AppProtocol.H2c, RefuseUnreadAsync);
        var sidecar = caller == "orders" ? orders.Sidecar : await Bed.SidecarAsync(caller);

        var answer = await SendUntilAnsweredAsync(sidecar);

        Assert.Equal((413, "too much"), (answer?.Status, answer?.Text));
    }

    // Over HTTP/1.1 the client library reads an answer when it has sent the request: early ones reach the caller when its body ends.
    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task Http1AppAnswersBeforeTheBodyEnds_CallerGetsTheAnswerAtItsEnd(string caller)
    {
        var orders = await Bed.AppAsync("orders", RefuseUnreadAsync);
        var sidecar = caller == "orders" ? orders.Sidecar : await Bed.SidecarAsync(caller);
        await using var connection = await sidecar.RawAsync();

        await connection.SendAsync(
            RawClient.Head(sidecar.HttpPort, "POST", "/v1.0/invoke/orders/method/x", "Transfer-Encoding: chunked") + "5\r\nhello\r\n");
        await Wait.UntilAsync(() => !orders.App.Requests.IsEmpty, "the app has the request");
        await connection.SendAsync("5\r\nworld\r\n0\r\n\r\n");

        var answer = await connection.ReadFinalAsync();
        Assert.Equal((413, "too much"), (answer?.Status, answer?.Text));
    }

    private static async Task RefuseUnreadAsync(HttpContext context)
    {
        context.Response.StatusCode = 413;
        await context.Response.WriteAsync("too much");
    }

    // As an upload does: piece after piece, until something comes back.
    private static async Task<RawResponse?> SendUntilAnsweredAsync(SidecarHandle sidecar)
    {
        await using var connection = await sidecar.RawAsync();
        await connection.SendAsync(RawClient.Head(sidecar.HttpPort, "POST", "/v1.0/invoke/orders/method/x", "Transfer-Encoding: chunked"));
        var reading = connection.ReadFinalAsync();
        try
        {
            while (!reading.IsCompleted)
            {
                await connection.SendAsync("5\r\nhello\r\n");
                await Task.WhenAny(reading, Task.Delay(100));
            }
        }
        catch (IOException)
        {
            // Closed: what was answered before is still to be read.
        }

        return await reading;
    }

    private static async Task UntilAbortedAsync(HttpContext context, TaskCompletionSource cancelled)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            cancelled.TrySetResult();
        }
    }
}
