using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>One batch under policies: each attempt gives the app what it has not answered well.</summary>
internal sealed class GuardedBatch(IEventReceiver receiver, EventBatch batch, RetryPlan? retry, CancellationToken ended)
    : IGuarded<GuardedBatch, IReadOnlyList<EventAnswer>>
{
    private readonly EventAnswer[] _answers = new EventAnswer[batch.Entries.Count];
    private List<int> _pending = [.. Enumerable.Range(0, batch.Entries.Count)];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EventAnswer>> AttemptAsync(GuardedBatch call, AttemptLimit? limit)
    {
        using (limit)
        {
            var answers = await receiver.SendAsync(batch with { Entries = [.. _pending.Select(i => batch.Entries[i])] }, limit?.Token ?? ended);
            if (limit is { HasExpired: true })
            {
                // What stands there is that it was given up; the loop asks for the refusal.
                return _answers;
            }

            for (var i = 0; i < _pending.Count; i++)
            {
                _answers[_pending[i]] = answers[i];
            }

            _pending = [.. _pending.Where(i => OutcomeOf(i).Grade == Grade.Failure)];
            return _answers;
        }
    }

    /// <inheritdoc/>
    public Outcome Judge(GuardedBatch call, in IReadOnlyList<EventAnswer> result)
    {
        if (_pending.Count > 0)
        {
            return new Outcome(Grade.Failure, _pending.Exists(i => OutcomeOf(i).MayRepeat));
        }

        return _answers.Any(answer => DeliveryGrade.Of(answer, retry).Grade == Grade.Neither) ? Outcome.Neither : Outcome.Success;
    }

    /// <inheritdoc/>
    public string CauseOf(GuardedBatch call, in IReadOnlyList<EventAnswer> result) =>
        $"{_pending.Count} of {_answers.Length} messages failed, the first with: {_answers[_pending[0]].Reason}";

    /// <inheritdoc/>
    public IReadOnlyList<EventAnswer> Refuse(GuardedBatch call, Refusal refusal)
    {
        foreach (var i in _pending)
        {
            _answers[i] = DeliveryGrade.Refused(refusal);
        }

        return _answers;
    }

    /// <inheritdoc/>
    public bool MayRetry(GuardedBatch call, TimeSpan pause)
    {
        _pending.RemoveAll(i => !OutcomeOf(i).MayRepeat);
        return true;
    }

    /// <inheritdoc/>
    public void Discard(IReadOnlyList<EventAnswer> result)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<EventAnswer> Exhausted(GuardedBatch call, IReadOnlyList<EventAnswer> last, int retries) => last;

    private Outcome OutcomeOf(int i) => DeliveryGrade.Of(_answers[i], retry);
}
