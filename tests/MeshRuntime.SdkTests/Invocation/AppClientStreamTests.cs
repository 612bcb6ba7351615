using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.SdkTests.Invocation;

/// <summary>Values come one by one.</summary>
public sealed class AppClientStreamTests
{
    private static readonly MeshRequest Get = new() { Method = HttpMethod.Get, Path = "/orders" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{\"id\":1,\"item\":\"a\"}\n{\"id\":2,\"item\":\"b\"}\n", "application/x-ndjson")]
    [InlineData("\r\n{\"id\":1,\"item\":\"a\"}\r\n\r\n{\"id\":2,\"item\":\"b\"}", "application/x-ndjson; charset=utf-8")]
    [InlineData("{\"id\":1,\"item\":\"a\"}{\"id\":2,\"item\":\"b\"}", "text/plain")]
    [InlineData(" [ {\"id\":1,\"item\":\"a\"},\n{\"id\":2,\"item\":\"b\"} ] ", "application/json")]
    public async Task LinesAndArrays_AreRead(string body, string contentType)
    {
        await using var stub = await StubSidecar.StartAsync(200, body, contentType);

        Assert.Equal([new Order(1, "a"), new Order(2, "b")], await stub.Orders.StreamAsync(Get, TestJson.Default.Order, Ct).ToListAsync(Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    public async Task NoValues_IsEmpty(string body)
    {
        await using var stub = await StubSidecar.StartAsync(200, body);
        Assert.Empty(await stub.Orders.StreamAsync(Get, TestJson.Default.Order, Ct).ToListAsync(Ct));
    }

    [Theory]
    [InlineData("", "{0}\n", "application/x-ndjson")]
    [InlineData("[", "{0},", "application/json")]
    public async Task Value_IsThere_BeforeTheNextIsSent(string begin, string each, string contentType)
    {
        var read = new SemaphoreSlim(0);
        await using var stub = await StubSidecar.StartAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.WriteAsync(begin);
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync(each.Replace("{0}", $$"""{"id":{{i}},"item":"x"}""", StringComparison.Ordinal));
                await context.Response.Body.FlushAsync();
                await read.WaitAsync(context.RequestAborted);
            }
        });

        var ids = new List<int>();
        await foreach (var order in stub.Orders.StreamAsync(Get with { Timeout = Wait.Patience }, TestJson.Default.Order, Ct))
        {
            ids.Add(order.Id);
            if (ids.Count == 3)
            {
                break;
            }

            read.Release();
        }

        Assert.Equal([0, 1, 2], ids);
    }

    [Fact]
    public async Task StreamThatIsCut_Throws_AfterWhatHasCome()
    {
        await using var stub = await StubSidecar.StartAsync(async context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.WriteAsync("{\"id\":1,\"item\":\"a\"}\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(50); // the client reads the first before the reset overtakes it
            context.Abort();
        });
        var ids = new List<int>();

        var e = await Assert.ThrowsAsync<MeshException>(async () =>
        {
            await foreach (var order in stub.Orders.StreamAsync(Get, TestJson.Default.Order, Ct))
            {
                ids.Add(order.Id);
            }
        });

        Assert.Equal([1], ids);
        Assert.Equal("orders", e.Target);
        Assert.Equal("the stream of orders was cut after 1 value; see its log, or that of a sidecar on the way", e.Message);
    }

    [Fact]
    public async Task HalfAValue_Throws()
    {
        await using var stub = await StubSidecar.StartAsync(200, "{\"id\":1,\"item\":\"a\"}\n{\"id\":", "application/x-ndjson");

        await Assert.ThrowsAsync<MeshException>(() => stub.Orders.StreamAsync(Get, TestJson.Default.Order, Ct).ToListAsync(Ct).AsTask());
    }

    [Fact]
    public async Task StatusThatIsNotExpected_Throws_OneThatIsEndsTheStream()
    {
        await using var stub = await StubSidecar.StartAsync(404, "none", "text/plain");

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Orders.StreamAsync(Get, TestJson.Default.Order, Ct).ToListAsync(Ct).AsTask());
        Assert.Equal("none", e.Details);
        Assert.Empty(await stub.Orders.StreamAsync(Get with { ExpectedStatuses = [404] }, TestJson.Default.Order, Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task LoopThatIsLeft_EndsTheCall()
    {
        var gone = new TaskCompletionSource();
        await using var stub = await StubSidecar.StartAsync(async context =>
        {
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.WriteAsync("{\"id\":1,\"item\":\"a\"}\n");
            await context.Response.Body.FlushAsync();
            await gone.Task;
        });

        await stub.Orders.StreamAsync(Get, TestJson.Default.Order, Ct).FirstAsync(Ct);

        await Wait.ForAsync(gone.Task, "the server sees that the client is gone");
    }
}
