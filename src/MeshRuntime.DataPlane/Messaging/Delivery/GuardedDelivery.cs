using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Gives events to the app under the policies of their broker. What is still refused then goes the broker's way.</summary>
/// <param name="receiver">Where events go.</param>
/// <param name="runner">The loop.</param>
/// <param name="scope">The policies.</param>
/// <param name="ended">From then on no answer is waited for.</param>
internal sealed class GuardedDelivery(IEventReceiver receiver, PolicyRunner runner, ComponentScope scope, CancellationToken ended)
    : IGuarded<TopicEvent, EventAnswer>
{
    /// <summary>True when the policies decide how often an event is given.</summary>
    public bool Repeats => scope.Policies.Plan.Retry is not null;

    /// <summary>Gives one event.</summary>
    public ValueTask<EventAnswer> SendAsync(TopicEvent read) => scope.Policies.Plan.IsNone
        ? receiver.SendAsync(read, ended)
        : runner.RunAsync(this, read, scope.Policies, scope.Breaker, method: null, ended);

    /// <summary>Gives a batch; what the app took is not given again.</summary>
    public ValueTask<IReadOnlyList<EventAnswer>> SendAsync(EventBatch batch)
    {
        if (scope.Policies.Plan.IsNone)
        {
            return receiver.SendAsync(batch, ended);
        }

        var guarded = new GuardedBatch(receiver, batch, scope.Policies.Plan.Retry, ended);
        return runner.RunAsync(guarded, guarded, scope.Policies, scope.Breaker, method: null, ended);
    }

    /// <inheritdoc/>
    public async ValueTask<EventAnswer> AttemptAsync(TopicEvent call, AttemptLimit? limit)
    {
        using (limit)
        {
            return await receiver.SendAsync(call, limit?.Token ?? ended);
        }
    }

    /// <inheritdoc/>
    public Outcome Judge(TopicEvent call, in EventAnswer result) => DeliveryGrade.Of(result, scope.Policies.Plan.Retry);

    /// <inheritdoc/>
    public string CauseOf(TopicEvent call, in EventAnswer result) => result.Reason;

    /// <inheritdoc/>
    public EventAnswer Refuse(TopicEvent call, Refusal refusal) => DeliveryGrade.Refused(refusal);

    /// <inheritdoc/>
    public bool MayRetry(TopicEvent call, TimeSpan pause) => true;

    /// <inheritdoc/>
    public void Discard(EventAnswer result)
    {
    }

    /// <inheritdoc/>
    public EventAnswer Exhausted(TopicEvent call, EventAnswer last, int retries) => last;
}
