using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>One bulk publish under policies: each attempt takes the messages that the broker does not have yet, and could take.</summary>
internal sealed class BulkPublish(BrokerWire wire, PubSubPlan plan, IReadOnlyList<PubSubMessage> messages, CancellationToken cancellation)
    : IGuarded<BulkPublish, IReadOnlyList<ComponentException?>>
{
    private readonly ComponentException?[] _results = new ComponentException?[messages.Count];
    private List<int> _pending = [.. Enumerable.Range(0, messages.Count)];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ComponentException?>> AttemptAsync(BulkPublish call, AttemptLimit? limit)
    {
        using (limit)
        {
            try
            {
                var results = await wire.PublishAsync(plan, [.. _pending.Select(i => messages[i])], limit?.Token ?? cancellation);
                for (var i = 0; i < _pending.Count; i++)
                {
                    _results[_pending[i]] = results[i];
                }

                _pending = [.. _pending.Where(i => OutcomeOf(i).Grade == Grade.Failure)];
            }
            catch (OperationCanceledException) when (limit is { HasExpired: true })
            {
                // The loop sees that too, and asks for the refusal.
            }
        }

        return _results;
    }

    /// <inheritdoc/>
    public Outcome Judge(BulkPublish call, in IReadOnlyList<ComponentException?> result)
    {
        if (_pending.Count > 0)
        {
            return new Outcome(Grade.Failure, _pending.Exists(i => OutcomeOf(i).MayRepeat));
        }

        return _results.Any(failure => failure is not null) ? Outcome.Neither : Outcome.Success;
    }

    /// <inheritdoc/>
    public string CauseOf(BulkPublish call, in IReadOnlyList<ComponentException?> result) =>
        $"{_pending.Count} of {_results.Length} messages failed, the first with: {_results[_pending[0]]?.Message}";

    /// <inheritdoc/>
    public IReadOnlyList<ComponentException?> Refuse(BulkPublish call, Refusal refusal)
    {
        foreach (var i in _pending)
        {
            _results[i] = PublishGrade.Refused(refusal);
        }

        return _results;
    }

    /// <inheritdoc/>
    public bool MayRetry(BulkPublish call, TimeSpan pause)
    {
        _pending.RemoveAll(i => !OutcomeOf(i).MayRepeat);
        return true;
    }

    /// <inheritdoc/>
    public void Discard(IReadOnlyList<ComponentException?> result)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<ComponentException?> Exhausted(BulkPublish call, IReadOnlyList<ComponentException?> last, int retries) => last;

    private Outcome OutcomeOf(int i) => PublishGrade.Of(_results[i], plan.Outbound.Retry);
}
