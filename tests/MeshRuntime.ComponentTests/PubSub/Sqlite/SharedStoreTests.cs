using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.IntegrationTests.Kit;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Sqlite;

/// <summary>Several processes share the store; some of them die.</summary>
public sealed class SharedStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task KilledPublisher_LosesNothingThatWasAcknowledged()
    {
        await using var pubsub = await StartAsync();
        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "topic", inbox);
        await using var publisher = new Player("publisher", _folder.Path, "topic");
        var acknowledged = new List<string>();
        while (acknowledged.Count < 200)
        {
            acknowledged.Add(await publisher.HearAsync());
        }

        await publisher.KillAsync();
        acknowledged.AddRange((await publisher.HearRestAsync()).Where(line => int.TryParse(line, out _)));

        await inbox.HoldsAsync(acknowledged);
        Assert.Equal(inbox.Texts.Distinct(), inbox.Texts);
    }

    [Fact]
    public async Task KilledSubscriber_LosesWhatItHeldToOthersLongBeforeItsTimeout()
    {
        await using var holder = new Player("subscriber", _folder.Path, "topic", "app", "holds");
        Assert.Equal("subscribed", await holder.HearAsync());
        await using var pubsub = await StartAsync(("processingTimeout", "10m"));
        await PublishAsync(pubsub, "topic", Numbered(5));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal($"{i}", await holder.HearAsync());
        }

        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "topic", inbox);
        await PublishAsync(pubsub, "topic", "mine");
        await Eventually.TrueAsync(async () => (await StatusAsync(pubsub)).Backlog >= 5, "held messages count");
        await holder.KillAsync();

        await inbox.HoldsAsync(Numbered(5));
        Assert.Equal(Numbered(5), inbox.Texts.Where(text => text != "mine"));
    }

    [Fact]
    public async Task FrozenSubscriber_LosesWhatItHeldAndItsLateAnswersCountForNothing()
    {
        await using var holder = new Player("subscriber", _folder.Path, "topic", "app", "holds");
        Assert.Equal("subscribed", await holder.HearAsync());
        await using var pubsub = await StartAsync();
        await PublishAsync(pubsub, "topic", "one");
        Assert.Equal("one", await holder.HearAsync());
        Signals.Send(holder.Id, Signals.Stop);

        var inbox = new Inbox();
        await SubscribeAsync(pubsub, "topic", inbox);
        await inbox.HoldsAsync(["one"]);
        Signals.Send(holder.Id, Signals.Continue);

        // It finds that it was taken for dead, and is a member again: it gets messages as before.
        await Eventually.TrueAsync(
            async () =>
            {
                await PublishAsync(pubsub, "topic", "next");
                return (await StatusAsync(pubsub)).InFlight > 0;
            },
            "the thawed process takes part again");
    }

    [Fact]
    public async Task CompetingProcesses_ShareWithoutDuplicates()
    {
        var players = Enumerable.Range(0, 3).Select(_ => new Player("subscriber", _folder.Path, "topic", "app", "handles")).ToArray();
        try
        {
            Assert.All(await Task.WhenAll(players.Select(player => player.HearAsync())), line => Assert.Equal("subscribed", line));
            await using var pubsub = await StartAsync();
            await Task.WhenAll(Numbered(300).Select(text => PublishAsync(pubsub, "topic", text)));
            await Eventually.TrueAsync(async () => (await StatusAsync(pubsub)).Backlog == 0, "all handled");

            await Task.WhenAll(players.Select(player => player.SayAsync("enough")));
            var heard = await Task.WhenAll(players.Select(player => player.HearRestAsync()));

            Assert.Equal(Numbered(300).Order(), heard.SelectMany(lines => lines).Order());
        }
        finally
        {
            await Task.WhenAll(players.Select(player => player.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task Doorbell_BringsMessagesWithoutAnybodyLooking()
    {
        var still = new Bench(_folder.Path) { Time = new StoppedTimers() };
        await using var publisher = await still.StartAsync<IPubSub>("pubsub.sqlite", ("consumerID", "publisher"));
        await using var subscriber = await still.StartAsync<IPubSub>("pubsub.sqlite", ("consumerID", "subscriber"));
        var inbox = new Inbox();
        await SubscribeAsync(subscriber, "topic", inbox);

        foreach (var text in Numbered(20))
        {
            await PublishAsync(publisher, "topic", text);
            await inbox.HoldsAsync([text]);
        }
    }

    [Fact]
    public async Task DeepFolder_HasADoorbellElsewhere()
    {
        var deep = Path.Combine(_folder.Path, new string('d', 100));
        var still = new Bench(deep) { Time = new StoppedTimers() };
        await using var publisher = await still.StartAsync<IPubSub>("pubsub.sqlite");
        await using var subscriber = await still.StartAsync<IPubSub>("pubsub.sqlite");
        var inbox = new Inbox();
        await SubscribeAsync(subscriber, "topic", inbox);

        await PublishAsync(publisher, "topic", "one");

        await inbox.HoldsAsync(["one"]);
    }

    private static async Task<QueueStatus> StatusAsync(IPubSub pubsub) =>
        (await ((IQueueInspector)pubsub).ListAsync(CancellationToken.None)).Single(queue => queue.Topic == "topic");

    private Task<IPubSub> StartAsync(params (string, string)[] metadata) => new Bench(_folder.Path).StartAsync<IPubSub>("pubsub.sqlite", metadata);
}
