using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.NameResolution;

/// <summary>What every name resolver must do, whether it can announce or not.</summary>
public abstract class NameResolverConformance : IDisposable
{
    internal TempFolder Folder { get; } = new();

    [Fact]
    public async Task UnknownName_IsEmpty()
    {
        await using var resolver = await StartAsync();

        Assert.Empty((await resolver.ResolveAsync(Name("nobody"), CancellationToken.None)).Endpoints);
    }

    [Fact]
    public async Task KnownName_HasAllItsEndpointsAndNoOthers()
    {
        await using var resolver = await StartAsync(("orders", "127.0.0.1", 50002), ("orders", "::1", 50003), ("checkout", "127.0.0.1", 50004));

        Assert.Equal(["127.0.0.1:50002", "[::1]:50003"], await AddressesAsync(resolver, "orders"));
        Assert.Equal(["127.0.0.1:50004"], await AddressesAsync(resolver, "checkout"));
    }

    [Fact]
    public async Task Name_IsComparedByCase()
    {
        await using var resolver = await StartAsync(("orders", "127.0.0.1", 50002));

        Assert.Empty(await AddressesAsync(resolver, "Orders"));
    }

    [Fact]
    public async Task HostOfAnIPv6Endpoint_HasNoBrackets()
    {
        await using var resolver = await StartAsync(("orders", "::1", 50003));

        var endpoint = Assert.Single((await resolver.ResolveAsync(Name("orders"), CancellationToken.None)).Endpoints);

        Assert.Equal(("::1", 50003), (endpoint.Host, endpoint.Port));
    }

    [Fact]
    public async Task Watch_BeginsWithTheSetAsItIs()
    {
        await using var resolver = await StartAsync(("orders", "127.0.0.1", 50002));
        await using var known = new Sight(resolver, "orders");
        await using var unknown = new Sight(resolver, "nobody");

        await known.SeesAsync("127.0.0.1:50002");
        await Eventually.TrueAsync(() => Task.FromResult(unknown.Sets.Count == 1), "a first set for a name that nobody has");
        Assert.Equal("", unknown.Sets[0]);
    }

    [Fact]
    public async Task Watch_EndsWhenItIsCancelled()
    {
        await using var resolver = await StartAsync(("orders", "127.0.0.1", 50002));
        using var stop = new CancellationTokenSource();
        await using var sets = resolver.WatchAsync(Name("orders"), stop.Token).GetAsyncEnumerator(CancellationToken.None);
        Assert.True(await sets.MoveNextAsync());

        var next = sets.MoveNextAsync();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task ManyAskingAtOnce_AllGetTheAnswer()
    {
        await using var resolver = await StartAsync(("orders", "127.0.0.1", 50002));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AddressesAsync(resolver, "orders")));

        Assert.All(answers, answer => Assert.Equal(["127.0.0.1:50002"], answer));
    }

    [Fact]
    public async Task Withdrawal_WithoutAnAnnouncementOrTwice_IsNothing()
    {
        await using var resolver = await StartAsync();

        await resolver.DeregisterAsync(CancellationToken.None);
        await resolver.RegisterAsync(new ServiceInstance(Name("orders"), "127.0.0.1", 50002), CancellationToken.None);
        await resolver.DeregisterAsync(CancellationToken.None);
        await resolver.DeregisterAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        Cleanup();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static ServiceName Name(string app) => new(app, "default");

    internal static async Task<string[]> AddressesAsync(INameResolver resolver, string app)
    {
        var set = await resolver.ResolveAsync(Name(app), CancellationToken.None);
        return [.. set.Endpoints.Select(endpoint => endpoint.Authority).Order(StringComparer.Ordinal)];
    }

    /// <summary>A started resolver to which exactly these instances are known.</summary>
    protected abstract Task<INameResolver> StartAsync(params (string App, string Host, int Port)[] known);

    protected virtual void Cleanup()
    {
    }
}
