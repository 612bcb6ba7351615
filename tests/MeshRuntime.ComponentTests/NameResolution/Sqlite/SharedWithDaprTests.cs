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

    private static string? Value(SqliteDatabase database, string query)
    {
        using var statement = database.Prepare(query);
        return statement.Read() ? statement.Text(0) : null;
    }

    private SqliteDatabase Open() => SqliteDatabase.Open(_folder["names.db"], TimeSpan.FromSeconds(1));

    private Task<INameResolver> StartAsync() => new Bench(_folder.Path).StartAsync<INameResolver>("nameresolution.sqlite");
}
