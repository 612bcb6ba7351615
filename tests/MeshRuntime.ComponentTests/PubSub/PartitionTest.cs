using System.Collections.Concurrent;
using System.Diagnostics;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub;

/// <summary>
/// The network between component and broker swallows everything and closes nothing (P12). Seen within 8 s, whether something is under way or not;
/// then all goes on, and what was acknowledged comes.
/// </summary>
public abstract class PartitionTest : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromSeconds(5);

    private readonly Broker _broker;
    private readonly int _lostLine;
    private readonly List<IPubSub> _started = [];
    private Cable _cable = null!;

    /// <param name="broker">Is started for the test.</param>
    /// <param name="lostLine">The id of the line that tells of a lost connection.</param>
    private protected PartitionTest(Broker broker, int lostLine) => (_broker, _lostLine) = (broker, lostLine);

    /// <summary>True where an acknowledged message is kept until it is handled.</summary>
    protected virtual bool Keeps => true;

    public async ValueTask InitializeAsync()
    {
        await _broker.StartAsync();
        _cable = new Cable(_broker.Port);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var component in _started)
        {
            await component.DisposeAsync();
        }

        await _cable.DisposeAsync();
        await _broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task CutCable_IsNoticedWithinEightSeconds_AndNothingIsLost()
    {
        var (busyBench, idleBench, inbox, idleInbox) = (new Bench("unused"), new Bench("unused"), new Inbox(), new Inbox());
        var (busy, idle) = (await StartAsync(busyBench), await StartAsync(idleBench));
        await SubscribeAsync(busy, "busy", inbox);
        await SubscribeAsync(idle, "idle", idleInbox);
        await PublishAsync(idle, "idle", "before");
        await idleInbox.HoldsAsync(["before"]);
        using var enough = new CancellationTokenSource();
        var acknowledged = new ConcurrentQueue<string>();
        var publishing = StreamAsync(busy, acknowledged, enough.Token);
        await inbox.HoldsAsync(50);

        _cable.Cut();
        var cut = Stopwatch.StartNew();
        var noticed = await Task.WhenAll(LossAsync(busyBench, cut), LossAsync(idleBench, cut));
        _cable.Mend();
        var mended = Stopwatch.StartNew();

        var before = inbox.Texts.Count;
        await Eventually.TrueAsync(() => Task.FromResult(inbox.Texts.Count > before), "messages come again", ResumeLimit);
        var resumed = mended.Elapsed;
        var late = acknowledged.Count;
        await Eventually.TrueAsync(() => Task.FromResult(acknowledged.Count >= late + 50), "fifty more");
        await enough.CancelAsync();
        var sent = await publishing;
        await PublishAsync(idle, "idle", "after");
        await idleInbox.HoldsAsync(["after"]);
        if (Keeps)
        {
            await inbox.HoldsAsync(acknowledged);
        }

        var handled = inbox.Texts.ToHashSet();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"noticed after {noticed[0].TotalSeconds:0.0} s with messages under way, {noticed[1].TotalSeconds:0.0} s without; resumed {resumed.TotalSeconds:0.0} s after the mend; "
            + $"sent {sent}, acknowledged {acknowledged.Count}, handled {handled.Count}, duplicated {inbox.Texts.Count - handled.Count}, lost {acknowledged.Except(handled).Count()}");
        Assert.All(noticed, after => Assert.InRange(after, TimeSpan.Zero, Limit));
    }

    /// <summary>A component that reaches the broker at that port.</summary>
    private protected abstract Task<IPubSub> StartAsync(Bench bench, int port);

    private async Task<IPubSub> StartAsync(Bench bench)
    {
        var component = await StartAsync(bench, _cable.Port);
        _started.Add(component);
        return component;
    }

    private async Task<TimeSpan> LossAsync(Bench bench, Stopwatch since)
    {
        await Eventually.TrueAsync(() => Task.FromResult(bench.Logs.All.Any(line => line.Id == _lostLine)), "the loss is noticed", TimeSpan.FromSeconds(40));
        return since.Elapsed;
    }

    /// <summary>Each number once, some at a time; returns how many were sent.</summary>
    private static async Task<int> StreamAsync(IPubSub pubsub, ConcurrentQueue<string> acknowledged, CancellationToken enough)
    {
        var sent = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                var number = $"{Interlocked.Increment(ref sent)}";
                try
                {
                    await PublishAsync(pubsub, "busy", number);
                    acknowledged.Enqueue(number);
                }
                catch (ComponentException e)
                {
                    Assert.Equal(ComponentFault.Unavailable, e.Fault);
                }

                await Task.Delay(20, CancellationToken.None);
            }
        }));
        return sent;
    }
}
