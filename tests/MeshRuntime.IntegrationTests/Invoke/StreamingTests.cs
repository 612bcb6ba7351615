using System.Text;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>Slow streams pass as they come: nothing is held back until there is more.</summary>
public sealed class StreamingTests : MeshTest
{
    // The app sends a chunk only when the caller has read the one before: if any hop waited for more, the test would hang.
    [Theory]
    [InlineData("client", 200)]
    [InlineData("orders", 200)]
    [InlineData("client", 500)]
    public async Task EachChunkOfAnAnswer_ArrivesBeforeTheNextIsSent(string caller, int status)
    {
        using var next = new SemaphoreSlim(0);
        var orders = await Bed.AppAsync("orders", async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 5; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await context.Response.Body.FlushAsync();
                await next.WaitAsync(context.RequestAborted);
            }
        });
        var sidecar = caller == "orders" ? orders.Sidecar : await Bed.SidecarAsync(caller);
        await using var connection = await sidecar.RawAsync();

        await connection.SendAsync(RawClient.Head(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "Accept: text/event-stream"));

        var head = await connection.ReadHeadAsync();
        Assert.Equal((status, "text/event-stream"), (head!.Status, head.Header("Content-Type")));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal($"data: {i}\n\n", Encoding.UTF8.GetString((await connection.ReadChunkAsync())!));
            next.Release();
        }

        Assert.Empty((await connection.ReadChunkAsync())!);
    }

    [Theory]
    [InlineData("client", nameof(AppProtocol.Http))]
    [InlineData("orders", nameof(AppProtocol.Http))]
    [InlineData("client", nameof(AppProtocol.H2c))]
    public async Task HeadOfAnAnswer_ArrivesBeforeItsBody(string caller, string protocol)
    {
        var go = new TaskCompletionSource();
        var orders = await Bed.AppAsync(new SidecarSetup("orders"), Enum.Parse<AppProtocol>(protocol), async context =>
        {
            await context.Response.Body.FlushAsync();
            await go.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("late");
        });
        var sidecar = caller == "orders" ? orders.Sidecar : await Bed.SidecarAsync(caller);
        await using var connection = await sidecar.RawAsync();

        await connection.SendAsync(RawClient.Head(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x"));

        Assert.Equal(200, (await connection.ReadHeadAsync())!.Status);
        go.SetResult();
        Assert.Equal("late"u8.ToArray(), await connection.ReadChunkAsync());
    }

    // Full duplex over HTTP/2: the answer to a chunk comes while the request is still being sent.
    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task Echo_AnswersEachChunk_WhileTheRequestGoesOn(string caller)
    {
        var orders = await Bed.AppAsync(new SidecarSetup("orders"), AppProtocol.H2c, async context =>
        {
            var buffer = new byte[1024];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                await context.Response.Body.FlushAsync();
            }
        });
        var sidecar = caller == "orders" ? orders.Sidecar : await Bed.SidecarAsync(caller);
        await using var connection = await sidecar.RawAsync();
        await connection.SendAsync(RawClient.Head(sidecar.HttpPort, "POST", "/v1.0/invoke/orders/method/x", "Transfer-Encoding: chunked"));

        for (var i = 0; i < 5; i++)
        {
            await connection.SendAsync($"1\r\n{i}\r\n");
            if (i == 0)
            {
                Assert.Equal(200, (await connection.ReadHeadAsync())!.Status);
            }

            Assert.Equal($"{i}", Encoding.UTF8.GetString((await connection.ReadChunkAsync())!));
        }

        await connection.SendAsync("0\r\n\r\n");
        Assert.Empty((await connection.ReadChunkAsync())!);
    }

    // Nothing says how fast an app has to have something to say.
    [Theory]
    [InlineData("client")]
    [InlineData("orders")]
    public async Task LongPauseInAnAnswer_CutsNothing(string caller)
    {
        var orders = await Bed.AppAsync("orders", async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(8));
            await context.Response.WriteAsync(" and ended");
        });
        var sidecar = caller == "orders" ? orders.Sidecar : await Bed.SidecarAsync(caller);

        var answer = await RawClient.RequestAsync(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        Assert.Equal((200, "begun and ended", true), (answer?.Status, answer?.Text, answer?.IsComplete));
    }

    [Fact]
    public async Task ManyOpenStreams_DoNotBlockOtherCalls()
    {
        var go = new TaskCompletionSource();
        var orders = await Bed.AppAsync("orders", async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            if (context.Request.Path != "/quick")
            {
                await go.Task.WaitAsync(context.RequestAborted);
            }
        });
        var client = await Bed.SidecarAsync("client");

        var open = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ =>
            client.Http.GetAsync("/v1.0/invoke/orders/method/slow", HttpCompletionOption.ResponseHeadersRead)));

        Assert.Equal("begun", await client.Http.GetStringAsync("/v1.0/invoke/orders/method/quick"));
        Assert.Equal(201, orders.App.Requests.Count);
        go.SetResult();
        foreach (var answer in open)
        {
            Assert.Equal("begun", await answer.Content.ReadAsStringAsync());
            answer.Dispose();
        }
    }
}
