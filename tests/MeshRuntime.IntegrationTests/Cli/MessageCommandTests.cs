using System.Text.Json;
using MeshRuntime.IntegrationTests.Kit;
using MeshRuntime.IntegrationTests.Messaging;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary><c>mesh publish</c> and <c>mesh queue</c> against a running sidecar.</summary>
public sealed class MessageCommandTests : MessagingTest
{
    // The command finds sidecars among all processes of the host: others may run there.
    private readonly string _appId = $"shop-{Guid.NewGuid():N}";

    private string Orders => $$"""[{"pubsubname":"{{Bus}}","topic":"orders","route":"/orders"}]""";

    [Fact]
    public async Task Publish_SendsWhatItWasGiven()
    {
        UseBroker();
        await SubscriberAsync(_appId, Orders);

        var one = await MeshAsync("publish", "-i", _appId, "-p", Bus, "-t", "orders", "--data", """{"item":"tea"}""");
        await EventsAsync(1);

        Assert.Equal((0, "Published to topic orders of bus.\n"), (one.ExitCode, one.Output));
        Assert.Equal("""{"item":"tea"}""", Events.Single().Data);
    }

    [Fact]
    public async Task PublishOfMany_NumbersThem_AndSaysHowLongItTook()
    {
        UseBroker();
        await SubscriberAsync(_appId, Orders);

        var many = await MeshAsync("publish", "-i", _appId, "-p", Bus, "-t", "orders", "--data", "{n}", "--count", "100", "--rate", "200");
        await EventsAsync(100);

        Assert.Matches(@"^Published 100 of 100 to topic orders of bus in \d+\.\d s: \d+/s\.\n$", many.Output);
        Assert.Equal(Enumerable.Range(1, 100), Events.Select(received => int.Parse(received.Data)).Order());
    }

    [Theory]
    [InlineData("ERR_PUBSUB_NOT_FOUND: pubsub nobus is not found. The sidecar of {0} has bus (pubsub.sqlite): name one with --pubsub.", "-p", "nobus", "-t", "orders")]
    [InlineData("ERR_PUBSUB_FORBIDDEN: topic secret is not allowed for app id {0}. The publishingScopes", "-p", "bus", "-t", "secret")]
    [InlineData("1 x ERR_PUBSUB_FORBIDDEN: topic secret is not allowed for app id {0}", "-p", "bus", "-t", "secret", "--count", "1")]
    public async Task RefusedPublish_SaysWhy_AndWhatToDo(string message, params string[] words)
    {
        UseBroker(metadata: $"  metadata:\n  - name: publishingScopes\n    value: {_appId}=orders\n");
        await PublisherAsync(_appId);

        var refused = await MeshAsync(["publish", "-i", _appId, "-d", "x", .. words]);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(message.Replace("{0}", _appId, StringComparison.Ordinal), refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLetters_AreListed_Shown_AndPutBack()
    {
        var isMended = false;
        UseBroker(metadata: "  metadata:\n  - name: maxDeliveries\n    value: \"1\"\n");
        await SubscriberAsync(_appId, Orders, _ => Volatile.Read(ref isMended) ? (200, "") : (500, ""));
        await MeshAsync("publish", "-i", _appId, "-p", Bus, "-t", "orders", "--data", "\u001b[2Jred");
        await Wait.UntilAsync(async () => (await QueueAsync()).TryGetProperty("deadLetters", out var dead) && dead.GetInt32() == 1, "it becomes a dead letter");

        var list = await MeshAsync("queue", "ls", "-a", _appId, "-p", Bus);
        var peek = await MeshAsync("queue", "peek", "-a", _appId, "-p", Bus, "-t", "orders", "--dead");
        Volatile.Write(ref isMended, true);
        var redrive = await MeshAsync("queue", "redrive", "-a", _appId, "-p", Bus, "-t", "orders");
        await EventsAsync(2);

        Assert.Matches($@"^TOPIC +GROUP +BACKLOG +IN FLIGHT +OLDEST +DEAD LETTERS *\norders +{_appId} +0 +0 +- +1", list.Output);
        Assert.Matches(@"^ID +AGE +DELIVERIES +REASON +DATA", peek.Output);
        Assert.Contains(@" \u001b[2Jred", peek.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', peek.Output);
        Assert.Equal("Put 1 dead letter back into topic orders of bus.\n", redrive.Output);
    }

    [Fact]
    public async Task BrokerThatCannotTell_NamesThoseThatCan()
    {
        UseBroker("pubsub.in-memory");
        await PublisherAsync(_appId);

        var list = await MeshAsync("queue", "ls", "-a", _appId, "-p", Bus);

        Assert.Equal(1, list.ExitCode);
        Assert.Contains("ERR_QUEUE_UNSUPPORTED: the broker behind pubsub bus cannot tell what waits in it; pubsub.sqlite", list.Error, StringComparison.Ordinal);
    }

    private Task<ProcessResult> MeshAsync(params string[] words) => MeshProcess.RunAsync(Path.Combine(Repository.Programs, "mesh"), words, Bed.Home);

    private async Task<JsonElement> QueueAsync()
    {
        var list = await MeshAsync("queue", "ls", "-a", _appId, "-p", Bus, "-o", "json");
        using var json = JsonDocument.Parse(list.Output);
        return json.RootElement.GetProperty("queues").EnumerateArray().Select(queue => queue.Clone()).FirstOrDefault(JsonDocument.Parse("{}").RootElement.Clone());
    }
}
