using System.Diagnostics;
using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;
using Microsoft.Extensions.Logging;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub;

/// <summary>
/// The broker is away for hours (P03): it is looked for until it is back, at a pace that costs nothing, and the log stays readable.
/// </summary>
public abstract class LongOutageTest : IAsyncLifetime
{
    // A whole day was played once: Redis 106,224 attempts and 1,419 lines, JetStream 38,391 and 2, RabbitMQ 28,805 and 4. It takes 10 to 18 s each.
    private static readonly TimeSpan Away = TimeSpan.FromHours(2);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(10);

    private readonly Broker _broker;
    private readonly LeapingClock _clock = new();
    private readonly Bench _bench;
    private IPubSub? _pubsub;

    private protected LongOutageTest(Broker broker)
    {
        _broker = broker;
        _bench = new Bench("unused") { Time = _clock };
    }

    /// <summary>The longest pause between two attempts of one connection.</summary>
    protected abstract TimeSpan LongestPause { get; }

    /// <summary>How many connections are made again by themselves.</summary>
    protected virtual int Connections => 1;

    /// <summary>How many servers a connection tries before it pauses.</summary>
    protected virtual int Servers => 1;

    public async ValueTask InitializeAsync() => await _broker.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_pubsub is not null)
        {
            await _pubsub.DisposeAsync();
        }

        await _broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task BrokerAwayForHours_IsLookedForAtASteadyPace_AndFound()
    {
        _pubsub = await StartAsync(_bench, _broker.Port);
        var inbox = new Inbox();
        await SubscribeAsync(_pubsub, "orders", inbox);
        await PublishAsync(_pubsub, "orders", "before");
        await inbox.HoldsAsync(["before"]);

        var (lines, attempts, watch) = (Told(), _clock.Limits, Stopwatch.StartNew());
        await _broker.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(Told() > lines), "the loss is told");
        await _clock.PassAsync(Away, Connections);

        (lines, attempts) = (Told() - lines, _clock.Limits - attempts);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{attempts} attempts in {Away.TotalHours} h, {lines} lines, {lines / Away.TotalMinutes:0.00} a minute; simulated in {watch.Elapsed.TotalSeconds:0.0} s");
        var steady = Away / LongestPause * Connections * Servers;
        Assert.InRange(attempts, steady * 0.9, steady * 2.2); // each pause is cut by up to a half, by chance
        Assert.InRange(lines, 1, (Away.TotalMinutes * 1) + 10);

        await _broker.StartAsync();
        var back = _clock.GetTimestamp();
        while (!inbox.Texts.Contains("after"))
        {
            await TryPublishAsync("after");
            await _clock.PassAsync(TimeSpan.FromMilliseconds(100));
            Assert.InRange(_clock.GetElapsedTime(back), TimeSpan.Zero, Glance);
        }
    }

    /// <summary>A component that reaches the broker at that port.</summary>
    private protected abstract Task<IPubSub> StartAsync(Bench bench, int port);

    private int Told() => _bench.Logs.AtLeast(LogLevel.Information).Count();

    private async Task TryPublishAsync(string text)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)); // of real time: the clock stands
            await _pubsub!.PublishAsync(new PubSubMessage("orders", Encoding.UTF8.GetBytes(text)), limit.Token);
        }
        catch (Exception e) when (e is ComponentException or OperationCanceledException)
        {
            // Not yet.
        }
    }
}
