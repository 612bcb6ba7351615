using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshRuntime.TestBrokers;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Messaging;

/// <summary>An app that is well and unwell by turns while messages flow (P09). Two brokers at once: twenty turns take forty seconds.</summary>
public sealed class HealthFlapTests : MessagingTest
{
    private const int Flaps = 20;
    private static readonly string[] Buses = [Bus, "other"];

    private readonly ConcurrentDictionary<string, int> _handled = new();
    private readonly ConcurrentBag<string> _acknowledged = [];
    private int _probes;
    private int _underWay;
    private int _underWayAtFlaps;
    private volatile bool _isFlapping;

    [Fact]
    public async Task TwentyFlaps_PauseAndResumeEachTime_AndLoseNothing()
    {
        var redis = Bed.Own(new RedisBroker());
        await redis.StartAsync();
        UseBroker();
        Bed.Write(
            "resources/other.yaml",
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: other\nspec:\n  type: pubsub.redis\n  version: v1\n"
            + $"  metadata:\n  - name: redisHost\n    value: 127.0.0.1:{redis.Port}\n");
        var shop = await Bed.AppAsync(
            "shop",
            AnswerAsync,
            "--resources-path", Resources,
            "--enable-app-health-check", "--app-health-check-path=/well", "--app-health-probe-interval=1", "--app-health-threshold=1");
        var publisher = await PublisherAsync();
        await Task.WhenAll(Buses.Select(bus => shop.Sidecar.WaitForLogAsync($"Subscribed to topic orders on {bus}")));

        _isFlapping = true;
        using var enough = new CancellationTokenSource();
        var sending = Task.WhenAll(Buses.Select(bus => SendAsync(publisher, bus, enough.Token)));
        await Wait.UntilAsync(() => !_isFlapping, $"{Flaps} flaps", TimeSpan.FromMinutes(3));
        await enough.CancelAsync();
        var sent = (await sending).Sum();
        await Wait.UntilAsync(() => _acknowledged.All(_handled.ContainsKey), "all that was acknowledged is handled");

        var duplicates = _handled.Values.Sum() - _handled.Count;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"sent {sent}, acknowledged {_acknowledged.Count}, handled {_handled.Count}, duplicated {duplicates}, lost 0; under way at the flaps {_underWayAtFlaps}");
        Assert.Equal(sent, _acknowledged.Count);
        Assert.InRange(duplicates, 0, _underWayAtFlaps);
        Assert.All(Buses, bus => Assert.Equal(Flaps, Count(shop, $"Unsubscribed from topic orders on {bus}")));
        Assert.All(Buses, bus => Assert.Equal(Flaps + 1, Count(shop, $"Subscribed to topic orders on {bus}")));
    }

    private static int Count(Workload workload, string line) => workload.Sidecar.Log.Text.Split(line).Length - 1;

    private async Task<int> SendAsync(SidecarHandle publisher, string bus, CancellationToken enough)
    {
        var sent = 0;
        for (; !enough.IsCancellationRequested; sent++)
        {
            using var response = await publisher.Http.PostAsync($"/v1.0/publish/{bus}/orders", JsonContent.Create($"{bus}-{sent}"), CancellationToken.None);
            if (response.StatusCode == HttpStatusCode.NoContent)
            {
                _acknowledged.Add($"{bus}-{sent}");
            }

            await Task.Delay(10, CancellationToken.None); // the pace, not a wait
        }

        return sent;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path)
        {
            case "/dapr/subscribe":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync($"[{string.Join(',', Buses.Select(bus => $$"""{"pubsubname":"{{bus}}","topic":"orders","route":"/orders"}"""))}]");
                break;
            case "/well":
                context.Response.StatusCode = IsWell() ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                break;
            default:
                await HandleAsync(context);
                break;
        }
    }

    /// <summary>Unwell at every other probe, twenty times.</summary>
    private bool IsWell()
    {
        if (!_isFlapping)
        {
            return true;
        }

        var isWell = ++_probes % 2 == 0;
        _underWayAtFlaps += isWell ? 0 : Volatile.Read(ref _underWay);
        _isFlapping = _probes < 2 * Flaps;
        return isWell;
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _underWay);
        using var read = await JsonDocument.ParseAsync(context.Request.Body);
        await Task.Delay(30); // long enough to be under way when the app becomes unwell
        _handled.AddOrUpdate(read.RootElement.GetProperty("data").GetString()!, 1, static (_, times) => times + 1);
        Interlocked.Decrement(ref _underWay);
    }
}
