using System.Diagnostics;
using System.Net;

namespace MeshRuntime.IntegrationTests.Resiliency;

/// <summary>R18, F01, F02, F04: callers that open too much or send too slowly lose what they have; the others notice nothing.</summary>
public sealed class ConnectionLimitTests : MeshTest
{
    [Fact]
    public async Task FileLimitOf256_RefusesNewConnections_KeepsOldOnes_AndAnswersHealth()
    {
        await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync(new SidecarSetup("client") { Before = "ulimit -n 256" });
        await using var old = await client.RawAsync();
        await AssertServedAsync(old, client);

        var flood = new List<RawClient>();
        for (var i = 0; i < 400; i++)
        {
            flood.Add(await client.RawAsync());
        }

        await AssertServedAsync(old, client);
        await using (var health = await client.RawAsync())
        {
            await health.SendAsync(RawClient.Head(client.HttpPort, "GET", "/v1.0/healthz"));
            Assert.Equal(204, (await health.ReadFinalAsync())!.Status);
            Assert.True(await health.IsClosedByServerAsync());
        }

        await using (var work = await client.RawAsync())
        {
            await work.SendAsync(RawClient.Head(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x"));
            var refused = (await work.ReadFinalAsync())!;
            Assert.Equal((503, "ERR_OVERLOADED", "1"), (refused.Status, refused.ErrorCode, refused.Header("retry-after")));
        }

        using (var metrics = new HttpClient())
        {
            Assert.Contains("dapr_", await metrics.GetStringAsync($"http://127.0.0.1:{client.MetricsPort}/"), StringComparison.Ordinal);
        }

        foreach (var connection in flood)
        {
            await connection.DisposeAsync();
        }

        await Wait.UntilAsync(
            async () => (await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x"))?.Status == 200, "new connections are served again");
        Assert.Equal(1, client.Log.Text.Split("Too many connections").Length - 1);
        Assert.False(client.HasExited);
    }

    // F01
    [Fact]
    public async Task HeadersThatComeByteByByte_AreCutInTenSeconds_AndOthersAreServed()
    {
        await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");
        var clock = Stopwatch.StartNew();
        var slow = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.RawAsync()));
        var cut = Task.WhenAll(slow.Select(async connection =>
        {
            await connection.SendAsync($"GET /v1.0/invoke/orders/method/x HTTP/1.1\r\nHost: 127.0.0.1:{client.HttpPort}\r\nx-slow: ");
            await SendSlowlyAsync(connection);
        }));

        while (!cut.IsCompleted)
        {
            using var answer = await client.Http.GetAsync("/v1.0/invoke/orders/method/x");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await Task.WhenAny(cut, Task.Delay(200));
        }

        await cut;
        TestContext.Current.TestOutputHelper?.WriteLine($"the last was cut after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.InRange(clock.Elapsed.TotalSeconds, 5, 20);
    }

    // F02: from the network. Our own app may pause for as long as it likes (BodyTests).
    [Fact]
    public async Task BodyThatComesByteByByte_FromTheNetwork_IsCut()
    {
        await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client", "--dapr-listen-addresses", "0.0.0.0");
        var clock = Stopwatch.StartNew();
        await using var slow = await client.RawAsync();

        await slow.SendAsync(RawClient.Head(client.HttpPort, "POST", "/v1.0/invoke/orders/method/x", "content-length: 100000"));
        await SendSlowlyAsync(slow);

        TestContext.Current.TestOutputHelper?.WriteLine($"cut after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.InRange(clock.Elapsed.TotalSeconds, 3, 20);
    }

    // E08: the app's 100 MB are not gathered for a client that does not read them.
    [Fact]
    public async Task AnswersThatNobodyReads_HoldUpTheApp_AndNotTheMemory()
    {
        const int Streams = 50;
        long written = 0;
        var orders = await Bed.AppAsync("orders", async context =>
        {
            var piece = new byte[64 * 1024];
            for (var i = 0; i < 1600; i++)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                Interlocked.Add(ref written, piece.Length);
            }
        });
        var client = await Bed.SidecarAsync("client");
        var memory = new MemoryWatch(client, orders.Sidecar);
        using var http = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = false })
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            BaseAddress = client.Http.BaseAddress,
        };

        var answers = await memory.DuringAsync(Task.WhenAll(Enumerable.Range(0, Streams).Select(
            _ => http.GetAsync("/v1.0/invoke/orders/method/x", HttpCompletionOption.ResponseHeadersRead))));
        await memory.DuringAsync(UntilItStandsAsync(() => Interlocked.Read(ref written)));

        TestContext.Current.TestOutputHelper?.WriteLine($"the app wrote {Interlocked.Read(ref written) >> 20} MiB of {Streams * 100}");
        Assert.InRange(Interlocked.Read(ref written), 1, Streams * 20L << 20); // most of it the kernel's: four sockets a stream
        memory.AssertGrowthBelow(64 << 20);
        foreach (var answer in answers)
        {
            answer.Dispose();
        }
    }

    private static async Task<bool> UntilItStandsAsync(Func<long> count)
    {
        var seen = -1L;
        await Wait.UntilAsync(
            async () =>
            {
                var last = seen;
                seen = count();
                await Task.Delay(300);
                return seen == last;
            },
            "the app waits");
        return true;
    }

    private static async Task AssertServedAsync(RawClient connection, SidecarHandle sidecar)
    {
        await connection.SendAsync(RawClient.Head(sidecar.HttpPort, "GET", "/v1.0/invoke/orders/method/x"));
        Assert.Equal(200, (await connection.ReadFinalAsync())!.Status);
    }

    /// <summary>A byte each second, until the server ends the connection.</summary>
    private static async Task SendSlowlyAsync(RawClient connection)
    {
        await using (connection)
        {
            var closed = connection.IsClosedByServerAsync();
            while (!closed.IsCompleted)
            {
                try
                {
                    await connection.SendAsync("x");
                }
                catch (IOException)
                {
                    break;
                }

                await Task.WhenAny(closed, Task.Delay(1000));
            }

            Assert.True(await closed);
        }
    }
}
