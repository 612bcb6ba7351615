using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Sqlite;
using MeshRuntime.ComponentTests.Kit;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Sqlite;

/// <summary>The file is not what it should be: that is said, and nothing of it is thrown away.</summary>
public sealed class DamagedStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Store => _folder["pubsub.db"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("garbage")]
    [InlineData("cut off")]
    [InlineData("first page")]
    public async Task DamagedFile_IsRefusedAndLeftAsItIs(string damage)
    {
        await using (var pubsub = await StartAsync())
        {
            await PublishAsync(pubsub, "topic", [.. Enumerable.Range(0, 20).Select(i => new string('x', 5000) + i)]);
        }

        Damage(damage);
        var before = await File.ReadAllBytesAsync(Store);

        var refused = await Assert.ThrowsAsync<ComponentException>(() => StartAsync());

        Assert.Equal(ComponentFault.Unavailable, refused.Fault);
        Assert.Contains($"{Store} is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Contains(".recover", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Store));
    }

    [Fact]
    public async Task DatabaseOfSomethingElse_IsRefused()
    {
        using (var other = SqliteDatabase.Open(Store, TimeSpan.Zero))
        {
            other.Execute("CREATE TABLE letters (text)");
        }

        var refused = await Assert.ThrowsAsync<ComponentException>(() => StartAsync());

        Assert.Equal(ComponentFault.Invalid, refused.Fault);
        Assert.Contains("something else", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlippedBitInAMessage_MakesADeadLetterOfThatOneOnly()
    {
        await using var pubsub = await StartAsync();
        await (await SubscribeAsync(pubsub, "topic", new Inbox())).StopAsync(CancellationToken.None);
        await PublishAsync(pubsub, "topic", "first", "second", "third");
        using (var database = SqliteDatabase.OpenExisting(Store, TimeSpan.FromSeconds(5)))
        {
            database.Execute("UPDATE messages SET data = CAST('secone' AS BLOB) WHERE data = CAST('second' AS BLOB)");
        }

        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "topic", inbox);

        await inbox.HoldsAsync(["first", "third"]);
        Assert.Equal(["first", "third"], inbox.Texts);
        var letter = Assert.Single(await ((IQueueInspector)pubsub).PeekAsync("topic", "app", deadLetters: true, 10, CancellationToken.None));
        Assert.Equal("secone", Encoding.UTF8.GetString(letter.Data.Span));
        Assert.Contains("damaged on the disk", letter.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", false)]
    [InlineData("tenth page", true)]
    [InlineData("salt of the tenth page", true)]
    [InlineData("last page", false)] // where a log may end
    public async Task FlippedBitInTheLog_IsToldAndTheLogIsKept(string place, bool isTold)
    {
        // A process that was killed leaves its log behind; this is what it would look like.
        await using (var pubsub = await StartAsync())
        {
            await PublishAsync(pubsub, "topic", Numbered(20));
            Directory.CreateDirectory(_folder["after"]);
            File.Copy(Store, _folder["after/pubsub.db"]);
            File.Copy(Store + "-wal", _folder["after/pubsub.db-wal"]);
        }

        var log = await File.ReadAllBytesAsync(_folder["after/pubsub.db-wal"]);
        const int frameBytes = 24 + 4096;
        var tenth = 32 + (9 * frameBytes);
        log[place switch { "tenth page" => tenth + 1000, "salt of the tenth page" => tenth + 8, _ => log.Length - 1000 }] ^= (byte)(place == "nowhere" ? 0 : 1);
        await File.WriteAllBytesAsync(_folder["after/pubsub.db-wal"], log);

        var bench = new Bench(_folder["after"]);
        await using var found = await bench.StartAsync<IPubSub>("pubsub.sqlite");

        Assert.Equal(isTold, bench.Logs.All.Any(line => line.Id == 5110));
        Assert.Equal(isTold, File.Exists(_folder["after/pubsub.db-wal.damaged"]));
        if (isTold)
        {
            Assert.Equal(log, await File.ReadAllBytesAsync(_folder["after/pubsub.db-wal.damaged"]));
            Assert.Contains("page 10:", bench.Logs.All.First(line => line.Id == 5110).Text, StringComparison.Ordinal);
        }

        await PublishAsync(found, "topic", "goes on");
        await using var again = await bench.StartAsync<IPubSub>("pubsub.sqlite");
        Assert.Equal(isTold ? 1 : 0, bench.Logs.All.Count(line => line.Id == 5110));
    }

    [Fact]
    public async Task FileDeletedInUse_AcceptsNothingMore()
    {
        await using var pubsub = await StartAsync();
        await PublishAsync(pubsub, "topic", "one");

        File.Delete(Store);

        var refused = await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(pubsub, "topic", "two"));
        Assert.Contains("was deleted while in use", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Store));
    }

    [Fact]
    public async Task FileAndFolders_AreTheirOwnersAlone()
    {
        await using var pubsub = await new Bench(_folder["home"]).StartAsync<IPubSub>("pubsub.sqlite");
        await PublishAsync(pubsub, "topic", "one");

        Assert.All(Directory.EnumerateDirectories(_folder.Path, "*", SearchOption.AllDirectories), folder => Assert.Equal("700", Mode(folder)));
        var files = Directory.EnumerateFiles(_folder.Path, "pubsub.db*", SearchOption.AllDirectories).ToArray();
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal("600", Mode(file)));

        static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);
    }

    [Fact]
    public async Task FolderThatCannotBeMade_IsNamedWithTheCure()
    {
        await File.WriteAllTextAsync(_folder["file"], "");

        var refused = await Assert.ThrowsAsync<ComponentException>(() => StartAsync(("path", _folder["file/pubsub.db"])));

        Assert.Equal(ComponentFault.Unavailable, refused.Fault);
        Assert.Contains("name another in path", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongFields_AreProblems()
    {
        new Bench(_folder.Path).Make(
            "pubsub.sqlite", out var read, ("startFrom", "middle"), ("concurrency", "0"), ("processingTimeout", "1s"), ("maxSizeMiB", "0"), ("queueDepth", "1"));

        Assert.Equal(["concurrency", "maxSizeMiB", "processingTimeout", "startFrom"], read.Problems.Select(problem => problem.Field).Order());
        Assert.Equal(["queueDepth"], read.Unread.Select(item => item.Name));
    }

    private void Damage(string damage)
    {
        using var file = new FileStream(Store, FileMode.Open, FileAccess.ReadWrite);
        switch (damage)
        {
            case "garbage":
                file.SetLength(0);
                file.Write(Encoding.UTF8.GetBytes(new string('x', 5000)));
                break;
            case "cut off":
                file.SetLength(file.Length / 2);
                break;
            default:
                file.Position = 100;
                file.Write(new byte[1000]);
                break;
        }
    }

    private Task<IPubSub> StartAsync(params (string, string)[] metadata) => new Bench(_folder.Path).StartAsync<IPubSub>("pubsub.sqlite", metadata);
}
