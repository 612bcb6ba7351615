using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.Components.Clients.Sqlite;
using static MeshRuntime.ComponentTests.NameResolution.NameResolverConformance;
using static MeshRuntime.ComponentTests.NameResolution.RegistryConformance;

namespace MeshRuntime.ComponentTests.NameResolution.Sqlite;

/// <summary>A Dapr sidecar uses the same file. What it does to it is written here as statements.</summary>
public sealed class SharedWithDaprTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RegistryThatDaprMade_IsUsedAsItIs()
    {
        using var dapr = Open();
        dapr.Execute("""
            CREATE TABLE metadata (key text NOT NULL PRIMARY KEY, value text NOT NULL);
            CREATE TABLE hosts (registration_id TEXT NOT NULL PRIMARY KEY, address TEXT NOT NULL, app_id TEXT NOT NULL,
                namespace TEXT NOT NULL, last_update INTEGER NOT NULL);
            CREATE UNIQUE INDEX hosts_address_idx ON hosts (address);
            CREATE INDEX hosts_last_update_idx ON hosts (last_update);
            INSERT INTO metadata VALUES ('nr-migrations', '1');
            INSERT INTO hosts VALUES ('one', '10.0.0.7:50002', 'orders', '', unixepoch());
            """);

        await using var ours = await StartAsync();

        Assert.Equal(["10.0.0.7:50002"], await AddressesAsync(ours, "orders"));
    }

    [Fact]
    public async Task RegistryThatWeMade_LooksToDaprLikeItsOwn()
    {
        await using var ours = await StartAsync();
        await ours.RegisterAsync(new ServiceInstance(new ServiceName("orders", "team"), "::1", 50002), CancellationToken.None);

        using var dapr = Open();
        Assert.Equal("1", Value(dapr, "SELECT value FROM metadata WHERE key = 'nr-migrations'"));
        Assert.Equal(
            "[::1]:50002|orders|",
            Value(dapr, "SELECT address || '|' || app_id || '|' || namespace FROM hosts WHERE app_id = 'orders' AND unixepoch() - last_update < 5"));
        dapr.Execute("REPLACE INTO hosts (registration_id, address, app_id, namespace, last_update) VALUES ('two', '10.0.0.8:50002', 'x', '', unixepoch())");
        Assert.Equal(["10.0.0.8:50002"], await AddressesAsync(ours, "x"));
    }

    [Fact]
    public async Task OwnEntryThatDaprsCleanupDeleted_ComesBack()
    {
        // Dapr's cleanup deletes the entries that are younger than the interval, the living ones.
        await using var ours = await StartAsync();
        await AnnounceAsync(ours, "orders", 50002);
        using (var dapr = Open())
        {
            dapr.Execute("DELETE FROM hosts WHERE unixepoch() - last_update < 5");
        }

        await using var other = await StartAsync();
        await Eventually.TrueAsync(async () => await AddressesAsync(other, "orders") is ["127.0.0.1:50002"], "the own entry again");
    }

    [Fact]
    public async Task SidecarThatKnowsNoWeights_SharesTheFileWithOneThatHasOne()
    {
        // What a build did that knew Dapr's two tables only: announce, take over an address, clean up.
        using var old = Open();
        await using var ours = await StartAsync();
        var heavy = new ServiceInstance(new ServiceName("orders", "default"), "127.0.0.1", 50002) { Weight = 900 };
        await ours.RegisterAsync(heavy, CancellationToken.None);
        old.Execute("REPLACE INTO hosts (registration_id, address, app_id, namespace, last_update) VALUES ('old', '127.0.0.1:50003', 'orders', '', unixepoch())");

        var seen = (await ours.ResolveAsync(heavy.Name, CancellationToken.None)).Endpoints;
        Assert.Equal([(50002, 900), (50003, 100)], seen.Select(endpoint => (endpoint.Port, endpoint.Weight)));
        Assert.Equal("2", Value(old, "SELECT count(*) FROM hosts WHERE app_id = 'orders' AND unixepoch() - last_update < 5"));

        // An old sidecar on the address of the heavy one has the usual weight: the row beside belongs to a registration, not to an address.
        old.Execute("REPLACE INTO hosts (registration_id, address, app_id, namespace, last_update) VALUES ('old2', '127.0.0.1:50002', 'billing', '', unixepoch())");
        await using var other = await StartAsync();
        Assert.Equal([100], (await other.ResolveAsync(new ServiceName("billing", "default"), CancellationToken.None)).Endpoints.Select(endpoint => endpoint.Weight));
    }

    [Fact]
    public async Task RowsOfWeightsThatWereLeft_GoWithTheNextCleanup()
    {
        await using (var one = await StartAsync(("cleanupInterval", "1s")))
        {
            await AnnounceAsync(one, "orders", 50002);
            using var old = Open();
            old.Execute("INSERT INTO hosts_traits VALUES ('gone', 7, ''), ('odd', 0, 'no form')");
            await Eventually.TrueAsync(() => Task.FromResult(Value(old, "SELECT count(*) FROM hosts_traits") == "0"), "the rows gone");
        }
    }

    [Theory]
    [InlineData("0, 'zone'")]
    [InlineData("5000, '=a'")]
    [InlineData("'much', ''")]
    public async Task WeightOrLabelsOfAnotherForm_CountAsNone(string traits)
    {
        await using var ours = await StartAsync();
        using var other = Open();
        other.Execute($"INSERT INTO hosts_traits VALUES ('one', {traits})");
        other.Execute("INSERT INTO hosts VALUES ('one', '10.0.0.7:50002', 'orders', '', unixepoch())");

        var endpoint = Assert.Single((await ours.ResolveAsync(new ServiceName("orders", "default"), CancellationToken.None)).Endpoints);

        Assert.Equal((100, 0), (endpoint.Weight, endpoint.Labels.Count));
    }

    private static string? Value(SqliteDatabase database, string query)
    {
        using var statement = database.Prepare(query);
        return statement.Read() ? statement.Text(0) : null;
    }

    private SqliteDatabase Open() => SqliteDatabase.Open(_folder["names.db"], TimeSpan.FromSeconds(1));

    private Task<INameResolver> StartAsync(params (string Name, string Value)[] metadata) =>
        new Bench(_folder.Path).StartAsync<INameResolver>("nameresolution.sqlite", metadata);
}
