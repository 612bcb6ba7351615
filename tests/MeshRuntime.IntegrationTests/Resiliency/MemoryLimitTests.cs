using System.Collections.Concurrent;
using System.Net;

namespace MeshRuntime.IntegrationTests.Resiliency;

/// <summary>A sidecar in a control group of 128 MiB, and more work than that holds (a part of R19, which asks for four times as much).</summary>
[Collection(AloneCollection.Name)]
public sealed class MemoryLimitTests : MeshTest
{
    // Bodies of more than the memory, all at once.
    private const int Burst = 300;
    private const int BodyBytes = 512 * 1024;

    [Fact]
    public async Task BurstOfMoreThanTheMemory_IsRefusedInPart_AndNothingDies()
    {
        if (MemoryGroup.TryMake(128 << 20) is not { } group)
        {
            Assert.Skip("this machine lets us make no control group with a limit on memory");
            return;
        }

        var release = new TaskCompletionSource();
        await Bed.AppAsync("orders", async context =>
        {
            await release.Task.WaitAsync(context.RequestAborted);
            await TestApp.ReadBodyAsync(context);
        });
        Bed.Own(group);
        var client = await Bed.SidecarAsync(new SidecarSetup("client") { Before = group.Enter });
        var before = client.ResidentBytes;
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Burst }) { Timeout = Wait.Patience };
        var outcomes = new ConcurrentQueue<string>();
        var calls = Enumerable.Range(0, Burst).Select(_ => CallAsync(http, client.HttpPort, outcomes)).ToArray();

        await Wait.UntilAsync(() => client.HasExited || outcomes.Contains("503 ERR_OVERLOADED, Retry-After 1"), "a call is refused");
        using (var health = await client.Http.GetAsync("/v1.0/healthz"))
        {
            Assert.Equal(HttpStatusCode.NoContent, health.StatusCode);
        }

        release.SetResult();
        await Wait.ForAsync(Task.WhenAll(calls), "every call ends");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{before >> 20} MiB before, {client.ResidentBytes >> 20} after; " + string.Join("; ", outcomes.CountBy(outcome => outcome).Select(pair => $"{pair.Key}: {pair.Value}")));

        Assert.False(client.HasExited, "the sidecar lives");
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await client.Http.GetAsync("/v1.0/invoke/orders/method/x");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "calls are taken again");
    }

    // A heap of 24 MiB that nothing but the sidecar itself knows of.
    [Fact]
    public async Task HeapLimit_IsKeptToo()
    {
        await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync(new SidecarSetup("client").WithEnvironment("DOTNET_GCHeapHardLimit", "1800000"));

        using var answer = await client.Http.GetAsync("/v1.0/invoke/orders/method/x");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(client.Log.Contains("Memory is short"));
    }

    private static async Task CallAsync(HttpClient http, int port, ConcurrentQueue<string> outcomes)
    {
        try
        {
            using var answer = await http.PostAsync($"http://127.0.0.1:{port}/v1.0/invoke/orders/method/x", new ByteArrayContent(new byte[BodyBytes]));
            var text = await answer.Content.ReadAsStringAsync();
            outcomes.Enqueue(answer.IsSuccessStatusCode ? "ok"
                : $"{(int)answer.StatusCode} {(text.Contains("ERR_OVERLOADED", StringComparison.Ordinal) ? "ERR_OVERLOADED" : text)}, Retry-After {answer.Headers.RetryAfter}");
        }
        catch (HttpRequestException failure)
        {
            outcomes.Enqueue($"{failure.HttpRequestError}");
        }
    }
}
