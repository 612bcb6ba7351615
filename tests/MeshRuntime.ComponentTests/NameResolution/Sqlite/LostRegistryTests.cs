using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.ComponentTests.Kit;
using Microsoft.Extensions.Logging;
using static MeshRuntime.ComponentTests.NameResolution.NameResolverConformance;
using static MeshRuntime.ComponentTests.NameResolution.RegistryConformance;

namespace MeshRuntime.ComponentTests.NameResolution.Sqlite;

/// <summary>The shared file is deleted, replaced or broken while sidecars use it.</summary>
public sealed class LostRegistryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Registry => _folder["names.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DeletedFile_FillsAgainAndNoWatcherSeesAnEmptySet()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await using var watcher = await StartAsync();
        await AnnounceAsync(one, "orders", 50001);
        await AnnounceAsync(two, "orders", 50002);
        await using var sight = new Sight(watcher, "orders");
        await sight.SeesAsync("127.0.0.1:50001", "127.0.0.1:50002");

        for (var round = 0; round < 3; round++)
        {
            foreach (var part in Directory.EnumerateFiles(_folder.Path, "names.db*"))
            {
                File.Delete(part);
            }

            // A newcomer, who remembers nothing, sees what is really in the new file. The default heartbeat is 2 s.
            await using var newcomer = await StartAsync();
            await Eventually.TrueAsync(
                async () => await AddressesAsync(newcomer, "orders") is ["127.0.0.1:50001", "127.0.0.1:50002"], "both, in the new file", TimeSpan.FromSeconds(8));
        }

        Assert.Single(sight.Sets);
    }

    [Fact]
    public async Task DeletedFile_IsNotBelievedForever()
    {
        await using var one = await StartAsync();
        await using var watcher = await StartAsync();
        await using var sight = new Sight(watcher, "orders");
        await using (var dying = new Player("names", _folder.Path, "orders", "50002"))
        {
            Assert.Equal("announced", await dying.HearAsync());
            await sight.SeesAsync("127.0.0.1:50002");
            await dying.KillAsync();
        }

        File.Delete(Registry);

        await sight.SeesAsync(TimeSpan.FromSeconds(10), []);
    }

    [Fact]
    public async Task FileReplacedByAnotherProcess_IsTheOneThatCounts()
    {
        await using var one = await StartAsync();
        await AnnounceAsync(one, "orders", 50001);
        File.Delete(Registry);
        await using var player = new Player("names", _folder.Path, "checkout", "50002");
        Assert.Equal("announced", await player.HearAsync());

        Assert.Equal(["127.0.0.1:50002"], await AddressesAsync(one, "checkout"));
        await using var newcomer = await StartAsync();
        await Eventually.TrueAsync(async () => await AddressesAsync(newcomer, "orders") is ["127.0.0.1:50001"], "orders, in the new file");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("first page")]
    [InlineData("later page")]
    [InlineData("cut off")]
    public async Task BrokenFile_IsSetAsideOnceAndFillsAgain(string damage)
    {
        var players = Enumerable.Range(50001, 4).Select(port => new Player("names", _folder.Path, "orders", $"{port}")).ToArray();
        try
        {
            Assert.All(await Task.WhenAll(players.Select(player => player.HearAsync())), line => Assert.Equal("announced", line));
            await Task.WhenAll(players.Select(player => player.SayAsync("watch")));
            Assert.All(await Task.WhenAll(players.Select(player => player.HearAsync())), line => Assert.Equal("watching", line));

            Damage(damage);

            await Eventually.TrueAsync(() => Task.FromResult(Directory.EnumerateFiles(_folder.Path, "*.corrupt-*Z").Any()), "a file set aside");
            var bench = new Bench(_folder.Path);
            await using var newcomer = await bench.StartAsync<INameResolver>("nameresolution.sqlite");
            await Eventually.TrueAsync(async () => (await AddressesAsync(newcomer, "orders")).Length == 4, "all four, in the new file");
            Assert.Single(Directory.EnumerateFiles(_folder.Path, "*.corrupt-*Z"));
            Assert.Empty(bench.Logs.AtLeast(LogLevel.Warning));
        }
        finally
        {
            await Task.WhenAll(players.Select(player => player.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task BrokenFileAtStart_IsSetAsideWithAWarning()
    {
        await File.WriteAllTextAsync(Registry, new string('x', 5000));
        var bench = new Bench(_folder.Path);

        await using var resolver = await bench.StartAsync<INameResolver>("nameresolution.sqlite");

        var aside = Assert.Single(Directory.EnumerateFiles(_folder.Path, "*.corrupt-*"));
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(aside));
        var warning = Assert.Single(bench.Logs.AtLeast(LogLevel.Warning));
        Assert.Contains(Registry, warning, StringComparison.Ordinal);
        Assert.Contains(aside, warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyFile_IsTaken()
    {
        await File.WriteAllTextAsync(Registry, "");

        await using var resolver = await StartAsync();
        await AnnounceAsync(resolver, "orders", 50002);

        Assert.Equal(["127.0.0.1:50002"], await AddressesAsync(resolver, "orders"));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.corrupt-*"));
    }

    private void Damage(string damage)
    {
        using var file = new FileStream(Registry, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var noise = new byte[4096];
        new Random(7).NextBytes(noise);
        switch (damage)
        {
            case "garbage":
                file.SetLength(0);
                file.Write(noise);
                break;
            case "first page":
                file.Position = 100;
                file.Write(noise, 0, 3000);
                break;
            case "later page":
                for (file.Position = 4096; file.Position < file.Length;)
                {
                    file.Write(noise);
                }

                break;
            case "cut off":
                file.SetLength(file.Length - 5000);
                break;
        }
    }

    private Task<INameResolver> StartAsync() => new Bench(_folder.Path).StartAsync<INameResolver>("nameresolution.sqlite");
}
