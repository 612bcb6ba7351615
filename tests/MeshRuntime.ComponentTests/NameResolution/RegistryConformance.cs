using System.Collections.Immutable;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.NameResolution;

/// <summary>What every name resolver must do that announces its sidecar to the others.</summary>
public abstract class RegistryConformance(string type) : NameResolverConformance
{
    private readonly List<INameResolver> _others = [];

    [Fact]
    public async Task Announcement_IsSeenByOthersAndByItself()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();

        await AnnounceAsync(one, "orders", 50002);

        Assert.Equal(["127.0.0.1:50002"], await AddressesAsync(one, "orders"));
        Assert.Equal(["127.0.0.1:50002"], await AddressesAsync(two, "orders"));
    }

    [Fact]
    public async Task Watch_SeesComingAndGoing()
    {
        await using var watcher = await StartAsync();
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await using var sight = new Sight(watcher, "orders");

        await sight.SeesAsync();
        await AnnounceAsync(one, "orders", 50002);
        await sight.SeesAsync("127.0.0.1:50002");
        await AnnounceAsync(two, "orders", 50003);
        await sight.SeesAsync("127.0.0.1:50002", "127.0.0.1:50003");
        await one.DeregisterAsync(CancellationToken.None);
        await sight.SeesAsync("127.0.0.1:50003");

        Assert.Equal(["", "127.0.0.1:50002", "127.0.0.1:50002 127.0.0.1:50003", "127.0.0.1:50003"], sight.Sets);
    }

    [Fact]
    public async Task Disposal_Withdraws()
    {
        await using var watcher = await StartAsync();
        var one = await StartAsync();
        await AnnounceAsync(one, "orders", 50002);

        await one.DisposeAsync();

        Assert.Empty(await AddressesAsync(watcher, "orders"));
    }

    [Fact]
    public async Task AnnouncementAfterWithdrawal_IsSeenAgain()
    {
        await using var one = await StartAsync();
        await AnnounceAsync(one, "orders", 50002);
        await one.DeregisterAsync(CancellationToken.None);
        Assert.Empty(await AddressesAsync(one, "orders"));

        await AnnounceAsync(one, "orders", 50002);

        Assert.Equal(["127.0.0.1:50002"], await AddressesAsync(one, "orders"));
    }

    [Fact]
    public async Task SecondAnnouncement_TakesThePlaceOfTheFirst()
    {
        await using var one = await StartAsync();
        await AnnounceAsync(one, "orders", 50002);

        await AnnounceAsync(one, "orders", 50003);

        Assert.Equal(["127.0.0.1:50003"], await AddressesAsync(one, "orders"));
    }

    [Fact]
    public async Task WeightAndLabels_AreSeenByOthers_AndOnesChangedAreAChange()
    {
        await using var watcher = await StartAsync();
        await using var one = await StartAsync();
        await using var sight = new Sight(watcher, "orders");
        await AnnounceAsync(one, "orders", 50002);
        await sight.SeesAsync("127.0.0.1:50002");
        Assert.Equal((100, 0), (sight.Last!.Endpoints[0].Weight, sight.Last.Endpoints[0].Labels.Count));

        foreach (var (weight, zone) in new[] { (1000, "a"), (1, "a"), (1, "b = c, d") })
        {
            var labels = ImmutableDictionary<string, string>.Empty.Add("zone", zone).Add("version", "2");
            await one.RegisterAsync(new ServiceInstance(Name("orders"), "127.0.0.1", 50002) { Weight = weight, Labels = labels }, CancellationToken.None);
            await Eventually.TrueAsync(
                () => Task.FromResult(sight.Last is { Endpoints: [var seen] } && seen.Weight == weight && seen.Labels["zone"] == zone), "the new values");
            Assert.Equal(labels, sight.Last.Endpoints[0].Labels);
        }
    }

    [Fact]
    public async Task WatchOfLabels_ThatStayAsTheyAre_SaysNothing()
    {
        await using var watcher = await StartAsync();
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var labels = ImmutableDictionary<string, string>.Empty.Add("zone", "a");
        await one.RegisterAsync(new ServiceInstance(Name("orders"), "127.0.0.1", 50002) { Labels = labels }, CancellationToken.None);
        await using var orders = new Sight(watcher, "orders");
        await using var other = new Sight(watcher, "other");
        await orders.SeesAsync("127.0.0.1:50002");

        // That the watch looked again shows in another app.
        foreach (var port in new[] { 50010, 50011 })
        {
            await AnnounceAsync(two, "other", port);
            await other.SeesAsync($"127.0.0.1:{port}");
        }

        Assert.Equal(["127.0.0.1:50002"], orders.Sets);
    }

    internal static ValueTask AnnounceAsync(INameResolver resolver, string app, int port, string host = "127.0.0.1") =>
        resolver.RegisterAsync(new ServiceInstance(Name(app), host, port), CancellationToken.None);

    protected override async Task<INameResolver> StartAsync(params (string App, string Host, int Port)[] known)
    {
        foreach (var (app, host, port) in known)
        {
            var other = await new Bench(Folder.Path).StartAsync<INameResolver>(type);
            _others.Add(other);
            await AnnounceAsync(other, app, port, host);
        }

        return await new Bench(Folder.Path).StartAsync<INameResolver>(type);
    }

    protected override void Cleanup() => Task.WhenAll(_others.Select(other => other.DisposeAsync().AsTask())).GetAwaiter().GetResult();
}
