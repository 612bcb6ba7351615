using MeshRuntime.DataPlane.Messaging;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class BatchGathererTests : IDisposable
{
    private readonly FakeReceiver _app = new();
    private readonly ManualClock _clock = new();
    private readonly PubSubMeters _meters = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ended = new();

    public void Dispose()
    {
        _stopping.Dispose();
        _ended.Dispose();
    }

    [Fact]
    public async Task BatchThatIsFull_LeavesAtOnce()
    {
        var gatherer = Gatherer(3);

        var sent = Enumerable.Range(1, 7).Select(i => Send(gatherer, i)).ToList();

        await Task.WhenAll(sent[..6]);
        Assert.Equal(["1 2 3", "4 5 6"], Batches());
        Assert.False(sent[6].IsCompleted);
        Assert.Equal(1, _clock.Waiting);
    }

    [Fact]
    public async Task BatchThatIsNotFull_LeavesAWhileAfterItsFirstEvent()
    {
        var gatherer = Gatherer(100);
        var first = Send(gatherer, 1);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        var second = Send(gatherer, 2);
        Assert.Empty(_app.Batches);

        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await Task.WhenAll(first, second);
        Assert.Equal(["1 2"], Batches());
        Assert.Equal(0, _clock.Waiting);
    }

    [Fact]
    public async Task EventsOfOnePath_AreOneRequest_InTheirOrder()
    {
        var gatherer = Gatherer(3);

        await Task.WhenAll(Send(gatherer, 1, "/a"), Send(gatherer, 2, "/b"), Send(gatherer, 3, "/a"));

        Assert.Equal(["1 3", "2"], Batches());
        Assert.Equal(["/a", "/b"], _app.Batches.Select(batch => batch.Path));
        Assert.Equal(3, _app.Batches.SelectMany(batch => batch.Entries).Select(entry => entry.Id).Distinct().Count());
    }

    [Fact]
    public async Task EachEvent_GetsItsOwnAnswer_AndIsCounted()
    {
        var gatherer = Gatherer(4);
        _app.Then(EventVerdict.Success, EventVerdict.Retry, EventVerdict.Drop, EventVerdict.Unwanted);

        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Send(gatherer, i)));

        Assert.Equal([EventVerdict.Success, EventVerdict.Retry, EventVerdict.Drop, EventVerdict.Unwanted], answers.Select(answer => answer.Verdict));
        Assert.Equal(
            [("DROP", 2L), ("RETRY", 1L), ("SUCCESS", 1L)],
            Family<Counter>("dapr_component_pubsub_ingress_bulk_event_count").Series.Select(pair => (pair.Key.Third, pair.Value.Value)).Order());
    }

    [Fact]
    public async Task Stop_SendsWhatHasGathered_AndWhatStillComes()
    {
        var gatherer = Gatherer(100);
        var before = Send(gatherer, 1);

        await _stopping.CancelAsync();

        await before;
        await Send(gatherer, 2);
        Assert.Equal(["1", "2"], Batches());
    }

    [Fact]
    public async Task End_LeavesTheAnswer()
    {
        _app.Answer = (_, _) => new TaskCompletionSource<EventAnswer>().Task;
        var sending = Send(Gatherer(100), 1);
        await _ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task FaultOfTheReceiver_ReachesEveryEvent()
    {
        _app.Answer = (_, _) => throw new InvalidOperationException("a bug");
        var gatherer = Gatherer(2);
        var (one, other) = (Send(gatherer, 1), Send(gatherer, 2));

        await Assert.ThrowsAsync<InvalidOperationException>(() => one);
        await Assert.ThrowsAsync<InvalidOperationException>(() => other);
    }

    [Fact]
    public async Task TimerThatFiresTooLate_SendsNoEmptyBatch() // its batch was taken for being full in that moment
    {
        var late = new LateTimers();
        var gatherer = new BatchGatherer(new BulkSubscribePlan(2, TimeSpan.FromSeconds(1)), Unguarded(), late, _meters, new TopicLabels("pubsub", "default", "orders"), _stopping.Token, _ended.Token);
        await Task.WhenAll(Send(gatherer, 1), Send(gatherer, 2));

        late.Fire();

        Assert.Single(_app.Batches);
        Span<long> counts = stackalloc long[64];
        Assert.Equal(1, Family<LatencyHistogram>("dapr_component_pubsub_ingress_bulk_latencies").Series.Single().Value.ReadCounts(counts));
    }

    [Fact]
    public async Task ManyAtOnce_AreEachSentOnce()
    {
        var gatherer = Gatherer(7);
        var sent = new List<Task<EventAnswer>>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 700), (i, _) =>
        {
            var sending = Send(gatherer, i);
            lock (sent)
            {
                sent.Add(sending);
            }

            return ValueTask.CompletedTask;
        });

        await Task.WhenAll(sent);

        Assert.Equal(100, _app.Batches.Count);
        Assert.Equal(Enumerable.Range(0, 700), _app.Batches.SelectMany(batch => batch.Entries).Select(entry => int.Parse(entry.Event.Id, null)).Order());
    }

    private GuardedDelivery Unguarded() => new(
        _app, ThePolicies.On(_clock).Runner, new ComponentScope(new PolicyScope(PolicyPlan.None, "component[pubsub] input"), Breaker: null), _ended.Token);

    private BatchGatherer Gatherer(int messages) => new(
        new BulkSubscribePlan(messages, TimeSpan.FromSeconds(1)), Unguarded(), _clock, _meters, new TopicLabels("pubsub", "default", "orders"), _stopping.Token, _ended.Token);

    private static Task<EventAnswer> Send(BatchGatherer gatherer, int id, string path = "/orders") =>
        gatherer.SendAsync(Received.Event($$"""{"id":"{{id}}"}""") with { Path = path }).AsTask();

    private IEnumerable<string> Batches() => _app.Batches.Select(batch => string.Join(' ', batch.Entries.Select(entry => entry.Event.Id)));

    private MeterFamily<T> Family<T>(string name)
        where T : class => (MeterFamily<T>)_meters.Families.Single(family => family.Name == name);

    /// <summary>A clock whose timers fire when told to, disposed or not.</summary>
    private sealed class LateTimers : TimeProvider
    {
        private Action _fire = static () => { };

        public void Fire() => _fire();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire += () => callback(state);
            return new Never();
        }

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
