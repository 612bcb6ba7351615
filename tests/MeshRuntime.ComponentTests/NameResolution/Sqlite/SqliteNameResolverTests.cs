using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.Components.Clients.Sqlite;
using static MeshRuntime.ComponentTests.NameResolution.NameResolverConformance;
using static MeshRuntime.ComponentTests.NameResolution.RegistryConformance;

namespace MeshRuntime.ComponentTests.NameResolution.Sqlite;

public sealed class SqliteNameResolverTests : IDisposable
{
    private const string Type = "nameresolution.sqlite";

    private readonly TempFolder _folder = new();

    private string Registry => _folder["home/names.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NewRegistry_IsItsOwnersAlone()
    {
        await using var resolver = await StartAsync();
        await AnnounceAsync(resolver, "orders", 50002);

        Assert.Equal(0b111_000_000, (int)File.GetUnixFileMode(_folder["home"]));
        Assert.Equal(0b110_000_000, (int)File.GetUnixFileMode(Registry));
    }

    [Fact]
    public async Task SideFiles_AreTheOwnersAloneToo()
    {
        await using var resolver = await StartAsync();
        using var open = SqliteDatabase.Open(Registry, TimeSpan.FromSeconds(1));
        open.Execute("SELECT * FROM hosts");
        await AnnounceAsync(resolver, "orders", 50002);

        Assert.Equal(0b110_000_000, (int)File.GetUnixFileMode(Registry + "-wal"));
        Assert.Equal(0b110_000_000, (int)File.GetUnixFileMode(Registry + "-shm"));
    }

    [Fact]
    public async Task KilledSidecar_IsGoneWithinTheUpdateInterval()
    {
        await using var watcher = await StartAsync();
        await using var living = new Player("names", _folder["home"], "orders", "50001");
        await using var dying = new Player("names", _folder["home"], "orders", "50002");
        Assert.Equal("announced", await living.HearAsync());
        Assert.Equal("announced", await dying.HearAsync());
        await using var sight = new Sight(watcher, "orders");
        await sight.SeesAsync("127.0.0.1:50001", "127.0.0.1:50002");

        await dying.KillAsync();

        // The default of 5 s, one poll, and some patience with a busy host.
        await sight.SeesAsync(TimeSpan.FromSeconds(8), "127.0.0.1:50001");
        Assert.Equal(2, sight.Sets.Count);
    }

    [Fact]
    public async Task LivingSidecar_StaysForManyIntervals()
    {
        await using var one = await StartAsync(("updateInterval", "2s"));
        await AnnounceAsync(one, "orders", 50002);
        await using var watcher = await StartAsync(("updateInterval", "2s"), ("pollInterval", "50ms"));
        await using var sight = new Sight(watcher, "orders");
        await sight.SeesAsync("127.0.0.1:50002");
        var first = LastUpdate();

        await Eventually.TrueAsync(() => Task.FromResult(LastUpdate() >= first + 5), "five seconds of renewals");

        Assert.Single(sight.Sets);
    }

    [Fact]
    public async Task TwelveProcessesAtOnce_AllFindEachOther()
    {
        var players = Enumerable.Range(50001, 12).Select(port => new Player("names", _folder["home"], "orders", $"{port}")).ToArray();
        try
        {
            Assert.All(await Task.WhenAll(players.Select(player => player.HearAsync())), line => Assert.Equal("announced", line));
            await using var resolver = await StartAsync();

            Assert.Equal(12, (await AddressesAsync(resolver, "orders")).Length);
            Assert.Empty(Directory.EnumerateFiles(_folder["home"], "*.corrupt-*"));
        }
        finally
        {
            await Task.WhenAll(players.Select(player => player.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task SidecarsKilledInTheMiddleOfTheirWork_LeaveAUsableRegistry()
    {
        await using var resolver = await StartAsync();
        for (var round = 0; round < 5; round++)
        {
            // These write without pause, so the kill hits them in the middle of it.
            var players = Enumerable.Range(0, 3).Select(i => new Player("flood", _folder["home"], $"{50010 + i}")).ToArray();
            await Task.WhenAll(players.Select(player => player.HearAsync()));
            await Task.WhenAll(players.Select(player => player.KillAsync()));
            await Task.WhenAll(players.Select(player => player.DisposeAsync().AsTask()));

            await AnnounceAsync(resolver, "orders", 50002);
            Assert.Equal(["127.0.0.1:50002"], await AddressesAsync(resolver, "orders"));
        }

        Assert.Empty(Directory.EnumerateFiles(_folder["home"], "*.corrupt-*"));
    }

    [Fact]
    public async Task EntryOfAnEarlierProcessAtTheSameAddress_IsReplaced()
    {
        await using (var player = new Player("names", _folder["home"], "old", "50002"))
        {
            Assert.Equal("announced", await player.HearAsync());
            await player.KillAsync();
        }

        await using var resolver = await StartAsync();
        await AnnounceAsync(resolver, "new", 50002);

        Assert.Empty(await AddressesAsync(resolver, "old"));
        Assert.Equal(["127.0.0.1:50002"], await AddressesAsync(resolver, "new"));
    }

    [Fact]
    public async Task ClockSetBack_DoesNotKeepTheDeadAlive()
    {
        var clock = new ManualClock();
        await using var resolver = await new Bench(_folder["home"]) { Time = clock }.StartAsync<INameResolver>(Type);
        await AnnounceAsync(resolver, "orders", 50002);
        using (var open = SqliteDatabase.Open(Registry, TimeSpan.FromSeconds(1)))
        {
            open.Execute($"INSERT INTO hosts VALUES ('dead', '127.0.0.1:50003', 'orders', '', {clock.GetUtcNow().ToUnixTimeSeconds()})");
        }

        Assert.Equal(2, (await AddressesAsync(resolver, "orders")).Length);
        clock.Shift = TimeSpan.FromHours(-1);

        await Eventually.TrueAsync(
            async () => await AddressesAsync(resolver, "orders") is ["127.0.0.1:50002"], "only the living, after the clock was set back");
    }

    [Fact]
    public async Task AddressThatIsNone_IsLeftOut()
    {
        await using var resolver = await StartAsync();
        using (var open = SqliteDatabase.Open(Registry, TimeSpan.FromSeconds(1)))
        {
            open.Execute("""
                INSERT INTO hosts SELECT value, value, 'orders', '', unixepoch()
                FROM json_each('["", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "::1:50002", "a b:1", "/tmp/x:1", "host.example:50003"]')
                """);
        }

        Assert.Equal(["host.example:50003"], await AddressesAsync(resolver, "orders"));
    }

    [Fact]
    public async Task Cleanup_DeletesTheLongDead()
    {
        await using var resolver = await StartAsync(("updateInterval", "2s"), ("cleanupInterval", "1s"));
        using (var open = SqliteDatabase.Open(Registry, TimeSpan.FromSeconds(1)))
        {
            open.Execute("INSERT INTO hosts VALUES ('dead', '127.0.0.1:50003', 'orders', '', unixepoch() - 90)");
        }

        await AnnounceAsync(resolver, "orders", 50002);

        await Eventually.TrueAsync(() => Task.FromResult(Query("SELECT count(*) FROM hosts") == 1), "one row");
    }

    [Theory]
    [InlineData("false", "wal")]
    [InlineData("true", "delete")]
    public async Task DisableWal_DecidesTheJournal(string disable, string journal)
    {
        await using var other = await StartAsync(("disableWAL", disable == "true" ? "false" : "true"));
        await using var resolver = await StartAsync(("disableWAL", disable));

        using var open = SqliteDatabase.Open(Registry, TimeSpan.FromSeconds(1));
        using var mode = open.Prepare("PRAGMA journal_mode");
        Assert.True(mode.Read());
        Assert.Equal(journal, mode.Text(0));
    }

    [Theory]
    [InlineData("connectionString", "/x.db?mode=ro&_txlock=immediate")]
    [InlineData("url", "file:/x.db")]
    [InlineData("connectionString", "/x.db")]
    public async Task EachWayToNameTheFile_Works(string field, string connection)
    {
        var file = _folder["x.db"];
        var bench = new Bench(_folder["home"]);

        await using var resolver = await bench.StartAsync<INameResolver>(Type, (field, connection.Replace("/x.db", file, StringComparison.Ordinal)));

        Assert.True(File.Exists(file));
        Assert.Equal(connection.Contains('?', StringComparison.Ordinal), bench.Logs.All.Any(line => line.Id == 5029));
    }

    [Theory]
    [InlineData("connectionString", ":memory:")]
    [InlineData("connectionString", "file::memory:")]
    [InlineData("tableName", "hosts; DROP TABLE hosts")]
    [InlineData("metadataTableName", "a-b")]
    [InlineData("updateInterval", "2500ms")]
    [InlineData("updateInterval", "1s")]
    [InlineData("timeout", "5s")]
    [InlineData("timeout", "900ms")]
    [InlineData("busyTimeout", "soon")]
    [InlineData("disableWAL", "perhaps")]
    public void WrongMetadata_IsReportedAndNothingIsTouched(string field, string value)
    {
        new Bench(_folder["home"]).Make(Type, out var read, (field, value));

        var problem = Assert.Single(read.Problems);
        Assert.Equal(field == "timeout" && value == "5s" ? "updateInterval" : field, problem.Field);
        Assert.False(Directory.Exists(_folder["home"]));
    }

    [Fact]
    public async Task FolderThatCannotBeMade_IsNamed()
    {
        await File.WriteAllTextAsync(_folder["home"], "a file where the folder should be");

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => StartAsync());

        Assert.Equal(ComponentFault.Unavailable, refusal.Fault);
        Assert.Contains(Registry, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TableOfAnotherForm_IsRefusedWithTheCure()
    {
        Directory.CreateDirectory(_folder["home"]);
        using (var open = SqliteDatabase.Open(Registry, TimeSpan.FromSeconds(1)))
        {
            open.Execute("CREATE TABLE hosts (name TEXT); CREATE TABLE metadata (key TEXT, value TEXT)");
        }

        await using var resolver = await StartAsync();
        var refusal = await Assert.ThrowsAsync<ComponentException>(async () => await AnnounceAsync(resolver, "orders", 50002));

        Assert.Equal(ComponentFault.Invalid, refusal.Fault);
        Assert.Contains("Delete the file", refusal.Message, StringComparison.Ordinal);
    }

    private Task<INameResolver> StartAsync(params (string Name, string Value)[] metadata) =>
        new Bench(_folder["home"]).StartAsync<INameResolver>(Type, metadata);

    private long LastUpdate() => Query("SELECT max(last_update) FROM hosts");

    private long Query(string statement)
    {
        using var open = SqliteDatabase.Open(Registry, TimeSpan.FromSeconds(1));
        using var query = open.Prepare(statement);
        return query.Read() ? query.Integer(0) : 0;
    }
}
