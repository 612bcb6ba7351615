using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Messaging;

/// <summary>An app that takes so many at once never has more, of calls and events together.</summary>
public sealed class AppMaxConcurrencyTests : MessagingTest
{
    private const int Most = 2;
    private const int Each = 20;

    private readonly ConcurrentQueue<string> _done = new();
    private int _now;
    private int _highest;

    [Fact]
    public async Task CallsAndEvents_ShareTheLimit()
    {
        UseBroker();
        var shop = await Bed.AppAsync("shop", ServeAsync, "--resources-path", Resources, "--app-max-concurrency", $"{Most}");

        await Task.WhenAll(Enumerable.Range(0, Each).SelectMany(i => new[] { MustPublishAsync(shop.Sidecar, "orders", $"{i}"), CallAsync(shop.Sidecar) }));
        await Wait.UntilAsync(() => _done.Count == 2 * Each, "all of them are served");

        Assert.Equal((Each, Each), (_done.Count(path => path == "/orders"), _done.Count(path => path == "/call")));
        Assert.Equal(Most, _highest);
    }

    private static async Task CallAsync(SidecarHandle sidecar)
    {
        using var response = await sidecar.Http.GetAsync("/v1.0/invoke/shop/method/call");
        Assert.Equal("served", await response.Content.ReadAsStringAsync());
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path == "/dapr/subscribe")
        {
            await context.Response.WriteAsync("""[{"pubsubname":"bus","topic":"orders","route":"/orders"}]""");
            return;
        }

        var now = Interlocked.Increment(ref _now);
        for (var highest = _highest; now > highest; highest = _highest)
        {
            Interlocked.CompareExchange(ref _highest, now, highest);
        }

        await Task.Delay(10); // long enough to meet others, were they let in
        Interlocked.Decrement(ref _now);
        _done.Enqueue(context.Request.Path.Value ?? "");
        await context.Response.WriteAsync("served");
    }
}
