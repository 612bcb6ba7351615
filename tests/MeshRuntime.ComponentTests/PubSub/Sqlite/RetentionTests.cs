using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Sqlite;
using MeshRuntime.ComponentTests.Kit;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Sqlite;

/// <summary>What is deleted when, and what happens when there is no room.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly Bench _bench;

    public RetentionTests() => _bench = new Bench(_folder.Path) { Time = _clock };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task MessagesThatAllGroupsHandled_AreDeleted()
    {
        await using var one = await StartAsync(("consumerID", "one"));
        await using var two = await StartAsync(("consumerID", "two"));
        await (await SubscribeAsync(two, "topic", new Inbox())).StopAsync(CancellationToken.None);
        var inbox = new Inbox();
        await SubscribeAsync(one, "topic", inbox);
        await PublishAsync(one, "topic", Numbered(20));
        await inbox.HoldsAsync(20);
        await Eventually.TrueAsync(async () => (await ListAsync(one)).Single(queue => queue.Group == "one").Backlog == 0, "one has handled all");
        Assert.Equal(20, Count("messages"));

        await SubscribeAsync(two, "topic", new Inbox());

        await Eventually.TrueAsync(() => Task.FromResult(Count("messages") == 0), "no message is left");
        Assert.Equal(0, Count("leases"));
    }

    [Fact]
    public async Task OldMessagesWithoutGroupAndGroupsWithoutSubscriber_AreDeleted()
    {
        await using (var pubsub = await StartAsync())
        {
            await (await SubscribeAsync(pubsub, "left", new Inbox())).StopAsync(CancellationToken.None);
            await SubscribeAsync(pubsub, "kept", new Inbox { Answer = (_, _) => ValueTask.FromResult(DeliveryOutcome.Failed) });
            await PublishAsync(pubsub, "left", "one");
            await PublishAsync(pubsub, "unclaimed", "two");
            await PublishAsync(pubsub, "kept", "three");
            Assert.Equal(3, Count("messages"));
        }

        // Sweeps of everything come at the start of a process, and every 30 s.
        _clock.Shift = TimeSpan.FromHours(2);
        await using (var pubsub = await StartAsync(("unclaimedAge", "1h"), ("groupExpiry", "3h")))
        {
            await Eventually.TrueAsync(() => Task.FromResult(Count("messages") == 2), "the unclaimed message is gone");
            await SubscribeAsync(pubsub, "kept", new Inbox());
        }

        _clock.Shift = TimeSpan.FromHours(4);
        await using (var pubsub = await StartAsync(("groupExpiry", "3h")))
        {
            await Eventually.TrueAsync(async () => (await ListAsync(pubsub)).Select(queue => queue.Topic).SequenceEqual(["kept"]), "the group that left is gone");
            await Eventually.TrueAsync(
                () => Task.FromResult(_bench.Logs.All.Any(line => line.Id == 5105 && line.Text.Contains("left", StringComparison.Ordinal))), "a warning");
        }
    }

    [Fact]
    public async Task FullStore_RefusesUntilGroupsCatchUp()
    {
        await using var pubsub = await StartAsync(("maxSizeMiB", "1"));
        await (await SubscribeAsync(pubsub, "topic", new Inbox())).StopAsync(CancellationToken.None);
        ComponentException? refused = null;
        var accepted = 0;
        while (refused is null && accepted < 100)
        {
            refused = await TryAsync(pubsub);
            accepted += refused is null ? 1 : 0;
        }

        Assert.InRange(accepted, 5, 11);
        Assert.Equal(ComponentFault.Throttled, refused!.Fault);
        Assert.Contains(_folder["pubsub.db"], refused.Message, StringComparison.Ordinal);
        Assert.Contains("raise maxSizeMiB", refused.Message, StringComparison.Ordinal);

        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "topic", inbox);
        await Eventually.TrueAsync(() => Task.FromResult(inbox.Messages.Count == accepted), "all that was accepted");
        await Eventually.TrueAsync(async () => await TryAsync(pubsub) is null, "publishing goes on");
    }

    [Fact]
    public async Task DiskBelowItsLimit_RefusesAndStillDelivers()
    {
        var inbox = new Inbox();
        await using (var pubsub = await StartAsync())
        {
            await (await SubscribeAsync(pubsub, "topic", new Inbox())).StopAsync(CancellationToken.None);
            await PublishAsync(pubsub, "topic", "one");
        }

        await using var full = await StartAsync(("minDiskFreeMiB", $"{1024 * 1024}"));
        Assert.SkipWhen(new DriveInfo(_folder.Path).AvailableFreeSpace > 1L << 40, "this disk has more than a TiB left");
        var refused = await TryAsync(full);
        await SubscribeAsync(full, "topic", inbox);

        Assert.Equal(ComponentFault.Throttled, refused?.Fault);
        Assert.Contains("minDiskFreeMiB", refused!.Message, StringComparison.Ordinal);
        await inbox.HoldsAsync(["one"]);
    }

    [Fact]
    public async Task FullDisk_RefusesReadsGoOnAndItRecovers()
    {
        var (probe, _) = await Shell.RunAsync("unshare", "-rm", "true");
        Assert.SkipUnless(probe == 0, "no disk of one's own without unshare");

        var (code, text) = await Shell.RunAsync(
            "unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=8m none \"$1\" && exec \"$2\" play disk \"$1\"", "sh", _folder.Path, Player.Program);

        Assert.True(code == 0, text);
        Assert.Contains("Throttled: the disk of the message store", text, StringComparison.Ordinal);
        Assert.Contains("waiting True", text, StringComparison.Ordinal);
        Assert.Contains("all delivered", text, StringComparison.Ordinal);
    }

    private static async Task<ComponentException?> TryAsync(IPubSub pubsub) =>
        (await ((IBulkPublisher)pubsub).PublishAsync([new PubSubMessage("topic", new byte[100_000])], CancellationToken.None))[0];

    private static ValueTask<IReadOnlyList<QueueStatus>> ListAsync(IPubSub pubsub) => ((IQueueInspector)pubsub).ListAsync(CancellationToken.None);

    private long Count(string table)
    {
        using var database = SqliteDatabase.OpenExisting(_folder["pubsub.db"], TimeSpan.FromSeconds(5));
        return database.Number($"SELECT count(*) FROM {table}");
    }

    private Task<IPubSub> StartAsync(params (string, string)[] metadata) => _bench.StartAsync<IPubSub>("pubsub.sqlite", metadata);
}
