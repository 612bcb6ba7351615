using System.Collections.Concurrent;
using MeshRuntime.DataPlane.Messaging.Delivery;

namespace MeshRuntime.Tests.Kit;

/// <summary>An app as deliveries see it: keeps what it gets, and answers what it is told.</summary>
internal sealed class FakeReceiver : IEventReceiver
{
    private readonly ConcurrentQueue<TopicEvent> _events = new();
    private readonly ConcurrentQueue<EventBatch> _batches = new();
    private readonly ConcurrentQueue<EventAnswer> _next = new();

    /// <summary>The single events so far.</summary>
    public IReadOnlyList<TopicEvent> Events => [.. _events];

    /// <summary>The batches so far.</summary>
    public IReadOnlyList<EventBatch> Batches => [.. _batches];

    /// <summary>Answers an event of either kind, when no answer waits in line.</summary>
    public Func<TopicEvent, CancellationToken, Task<EventAnswer>> Answer { get; set; } = static (_, _) => Task.FromResult(EventAnswer.Success);

    /// <summary>Puts verdicts in line for the next events.</summary>
    public FakeReceiver Then(params EventVerdict[] verdicts)
    {
        Array.ForEach(verdicts, verdict => _next.Enqueue(new EventAnswer(verdict, "told so")));
        return this;
    }

    public async ValueTask<EventAnswer> SendAsync(TopicEvent read, CancellationToken cancellation)
    {
        _events.Enqueue(read);
        return await AnswerAsync(read, cancellation);
    }

    public async ValueTask<IReadOnlyList<EventAnswer>> SendAsync(EventBatch batch, CancellationToken cancellation)
    {
        _batches.Enqueue(batch);
        return await Task.WhenAll(batch.Entries.Select(entry => AnswerAsync(entry.Event, cancellation)));
    }

    private async Task<EventAnswer> AnswerAsync(TopicEvent read, CancellationToken cancellation) =>
        _next.TryDequeue(out var answer) ? answer : await Answer(read, cancellation);
}
