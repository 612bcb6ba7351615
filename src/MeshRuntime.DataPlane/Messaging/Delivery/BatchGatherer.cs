using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>
/// Gathers events into batches: one leaves when it is full, some time after its first event, or when nothing more will come. Each event keeps its
/// broker's handler waiting, so a batch never grows beyond what the broker hands out at once.
/// </summary>
/// <param name="plan">When a batch leaves.</param>
/// <param name="receiver">Where batches go.</param>
/// <param name="time">The clock.</param>
/// <param name="meters">Counts batches and their events.</param>
/// <param name="labels">The topic in metrics.</param>
/// <param name="stopping">From then on nothing more is gathered: the stop must not wait for a timer, which may be set to hours.</param>
/// <param name="ended">From then on no answer is waited for.</param>
internal sealed class BatchGatherer(
    BulkSubscribePlan plan,
    GuardedDelivery receiver,
    TimeProvider time,
    PubSubMeters meters,
    TopicLabels labels,
    CancellationToken stopping,
    CancellationToken ended)
{
    private readonly Lock _gate = new();
    private List<Waiting> _gathering = [];
    private ITimer? _timer;

    /// <summary>Adds an event to the batch that gathers now, and waits for its answer.</summary>
    public async ValueTask<EventAnswer> SendAsync(TopicEvent read)
    {
        var waiting = new Waiting(read);
        await using var stop = stopping.Register(SendGathered);
        if (Add(waiting) is { } full)
        {
            await SendAllAsync(full);
        }

        return await waiting.Answer.Task.WaitAsync(ended);
    }

    private List<Waiting>? Add(Waiting waiting)
    {
        lock (_gate)
        {
            _gathering.Add(waiting);
            if (_gathering.Count >= plan.MaxMessages || stopping.IsCancellationRequested)
            {
                return Take_Locked();
            }

            // Race: the timer fires while its batch is taken for being full. It then finds the next batch, which leaves early; or an empty one.
            _timer ??= time.CreateTimer(_ => SendGathered(), null, plan.MaxWait, Timeout.InfiniteTimeSpan);
            return null;
        }
    }

    private List<Waiting> Take_Locked()
    {
        var taken = _gathering;
        _gathering = [];
        _timer?.Dispose();
        _timer = null;
        return taken;
    }

    private void SendGathered()
    {
        List<Waiting> taken;
        lock (_gate)
        {
            taken = Take_Locked();
        }

        if (taken.Count > 0)
        {
            // Each event of the batch awaits its own answer, faults included: they own this task.
            _ = SendAllAsync(taken);
        }
    }

    /// <summary>Sends a batch, in one request for each topic and path.</summary>
    private async Task SendAllAsync(List<Waiting> batch)
    {
        try
        {
            var began = time.GetTimestamp();
            // A subscription to a pattern brings events of many topics.
            foreach (var same in batch.GroupBy(waiting => (waiting.Event.Topic, waiting.Event.Path)))
            {
                await SendAsync([.. same]);
            }

            meters.BulkDelivered(labels, time.GetElapsedTime(began));
        }
        catch (Exception fault)
        {
            batch.ForEach(waiting => waiting.Answer.TrySetException(fault));
        }
    }

    private async Task SendAsync(List<Waiting> members)
    {
        var first = members[0].Event;
        var answers = await receiver.SendAsync(
            new EventBatch(first.PubSub, first.Topic, first.Path, [.. members.Select(waiting => waiting.Entry)]));
        for (var i = 0; i < members.Count; i++)
        {
            meters.BulkEvent(labels, WordOf(answers[i].Verdict));
            members[i].Answer.TrySetResult(answers[i]);
        }
    }

    private static string WordOf(EventVerdict verdict) => verdict switch
    {
        EventVerdict.Success => "SUCCESS",
        EventVerdict.Drop or EventVerdict.Unwanted => "DROP",
        _ => "RETRY",
    };

    private sealed class Waiting(TopicEvent read)
    {
        public TopicEvent Event => read;

        public BatchEntry Entry { get; } = new(Guid.NewGuid().ToString(), read, read.Raw is null ? MediaType.CloudEvent : MediaType.Bytes);

        public TaskCompletionSource<EventAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
