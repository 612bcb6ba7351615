using System.Collections.Concurrent;
using System.Text.Json;
using MeshRuntime.TestBrokers;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Messaging;

/// <summary>What was acknowledged is handled, whoever dies meanwhile, and no death makes a dead letter (P01, P04, P05, P06, P07).</summary>
[Collection(AloneCollection.Name)]
public sealed class LossTests : MessagingTest
{
    private const int UnderWay = 500;
    private const string Topics =
        """[{"pubsubname":"bus","topic":"orders","route":"/orders","deadLetterTopic":"dead"},{"pubsubname":"bus","topic":"dead","route":"/dead"}]""";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<int, int> _begun = new();
    private readonly ConcurrentDictionary<int, int> _handled = new();
    private readonly ConcurrentQueue<int> _dead = new();

    // The long run, and what its figures mean: tests/bench/messages/README.md.
    [Theory]
    [InlineData("sqlite", 1)]
    [InlineData("redis", 2)]
    [InlineData("jetstream", 3)]
    [InlineData("rabbitmq", 4)]
    public async Task SixKills_LoseNothingThatWasAcknowledged(string broker, int seed)
    {
        var report = Path.Combine(Bed.Home, "loss.json");
        var done = await MeshProcess.RunAsync(
            Path.Combine(Repository.Root, "tests/bench/messages/run.py"),
            [
                "--broker", broker, "--messages", "1500", "--rate", "250", "--kills", "6", "--seed", $"{seed}", "--stuck-seconds", "20",
                "--meshd", Repository.Meshd, "--json", report,
            ],
            Bed.Home,
            limit: TimeSpan.FromMinutes(4)); // RabbitMQ starts three times, with five seconds of CPU each

        TestContext.Current.TestOutputHelper?.WriteLine(done.Output);
        Assert.True(done.ExitCode == 0, $"{done.Output}\n{done.Error}\n{LogsIn(report)}");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("redis")]
    public async Task SigtermDuringHandlersThatEnd_HandlesEachMessageOnce(string broker)
    {
        await UseAsync(broker);
        var stopping = await HoldAsync("--dapr-graceful-shutdown-seconds", "30");

        stopping.Sidecar.Signal(Signals.Terminate);
        await stopping.Sidecar.WaitForLogAsync("Dapr is shutting down");
        _release.SetResult();

        Assert.Equal(0, await stopping.Sidecar.WaitForExitAsync());
        await AssertHandledAndNothingDeadAsync();
        Assert.All(_begun.Values, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("redis")]
    public async Task SigtermDuringHandlersThatDoNotEnd_LeavesThemToTheNextSidecar(string broker)
    {
        await UseAsync(broker);
        var stopping = await HoldAsync("--dapr-graceful-shutdown-seconds", "1");

        stopping.Sidecar.Signal(Signals.Terminate);
        Assert.Equal(1, await stopping.Sidecar.WaitForExitAsync()); // Work was cut off, and the exit code says so.
        _handled.Clear();
        _release.SetResult();

        await AssertHandledAndNothingDeadAsync();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("redis")]
    public async Task AppThatDiesInsideItsHandler_GetsTheMessagesAgain(string broker)
    {
        await UseAsync(broker);
        var shop = await HoldAsync();

        await shop.App.DisposeAsync();
        _handled.Clear();
        _release.SetResult();
        await Bed.BareAppAsync("shop", port: shop.App.Port, answer: AnswerAsync);

        await AssertHandledAndNothingDeadAsync(next: shop.Sidecar);
    }

    private async Task UseAsync(string broker)
    {
        if (broker == "sqlite")
        {
            UseBroker(metadata: $"  metadata:\n  - name: concurrency\n    value: \"{UnderWay}\"\n");
            return;
        }

        var redis = Bed.Own(new RedisBroker());
        await redis.StartAsync();
        UseBroker(
            "pubsub.redis",
            $"  metadata:\n  - name: redisHost\n    value: 127.0.0.1:{redis.Port}\n  - name: concurrency\n    value: \"{UnderWay}\"\n"
            + $"  - name: queueDepth\n    value: \"{UnderWay}\"\n  - name: processingTimeout\n    value: 4s\n  - name: redeliverInterval\n    value: 500ms\n");
    }

    /// <summary>A subscriber whose app has begun with every message and ends with none before the release.</summary>
    private async Task<Workload> HoldAsync(params string[] flags)
    {
        var shop = await Bed.AppAsync("shop", AnswerAsync, ["--resources-path", Resources, .. flags]);
        var publisher = await PublisherAsync();
        await Task.WhenAll(Enumerable.Range(1, UnderWay).Select(number => MustPublishAsync(publisher, "orders", $"{number}")));
        await Wait.UntilAsync(() => _begun.Count == UnderWay, "every message is under way");
        return shop;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/dapr/subscribe")
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Topics);
            return;
        }

        using var read = await JsonDocument.ParseAsync(context.Request.Body);
        var number = read.RootElement.GetProperty("data").GetInt32();
        if (context.Request.Path == "/dead")
        {
            _dead.Enqueue(number);
            return;
        }

        _begun.AddOrUpdate(number, 1, (_, times) => times + 1);
        await _release.Task.WaitAsync(context.RequestAborted);
        _handled.AddOrUpdate(number, 1, (_, times) => times + 1);
    }

    /// <summary>Waits for every message, then sees that the first on the dead-letter topic is one that came there on purpose.</summary>
    /// <param name="next">The sidecar that subscribes now; null for a new one.</param>
    private async Task AssertHandledAndNothingDeadAsync(SidecarHandle? next = null)
    {
        next ??= (await Bed.AppAsync("shop", AnswerAsync, "--resources-path", Resources)).Sidecar;
        await Wait.UntilAsync(() => _handled.Count == UnderWay, "every message is handled");
        const int last = -1;
        await MustPublishAsync(next, "dead", $"{last}");
        await Wait.UntilAsync(() => _dead.Contains(last), "the dead-letter topic is read to its end");
        Assert.Equal([last], _dead);
    }

    private static string LogsIn(string report)
    {
        if (!File.Exists(report))
        {
            return "";
        }

        using var read = JsonDocument.Parse(File.ReadAllText(report));
        return string.Concat(read.RootElement.GetProperty("brokers").EnumerateObject().Select(broker => broker.Value.GetProperty("logs").GetString()));
    }
}
