using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>Publishes under the policies of the broker. The only one who repeats a publish.</summary>
internal sealed class GuardedWire(BrokerWire wire, ComponentPolicies policies) : IGuarded<GuardedWire.One, ComponentException?>
{
    /// <summary>Publishes one message; null when the broker has it.</summary>
    /// <exception cref="OperationCanceledException">The publisher gave up.</exception>
    public ValueTask<ComponentException?> PublishAsync(PubSubPlan plan, PubSubMessage message, CancellationToken cancellation)
    {
        if (plan.Outbound.IsNone)
        {
            return wire.PublishAsync(plan, message, cancellation);
        }

        var scope = policies.Outbound(plan);
        return policies.Runner.RunAsync(this, new One(plan, message, cancellation), scope.Policies, scope.Breaker, method: null, cancellation);
    }

    /// <summary>Publishes many; for each, in order, null when the broker has it. Only what failed is published again.</summary>
    /// <exception cref="OperationCanceledException">The publisher gave up.</exception>
    public ValueTask<IReadOnlyList<ComponentException?>> PublishAsync(PubSubPlan plan, IReadOnlyList<PubSubMessage> messages, CancellationToken cancellation)
    {
        if (plan.Outbound.IsNone)
        {
            return wire.PublishAsync(plan, messages, cancellation);
        }

        var scope = policies.Outbound(plan);
        var many = new BulkPublish(wire, plan, messages, cancellation);
        return policies.Runner.RunAsync(many, many, scope.Policies, scope.Breaker, method: null, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<ComponentException?> AttemptAsync(One call, AttemptLimit? limit)
    {
        using (limit)
        {
            try
            {
                return await wire.PublishAsync(call.Plan, call.Message, limit?.Token ?? call.Cancellation);
            }
            catch (OperationCanceledException) when (limit is { HasExpired: true })
            {
                return PublishGrade.Refused(Refusal.TimedOut);
            }
        }
    }

    /// <inheritdoc/>
    public Outcome Judge(One call, in ComponentException? result) => PublishGrade.Of(result, call.Plan.Outbound.Retry);

    /// <inheritdoc/>
    public string CauseOf(One call, in ComponentException? result) => result!.Message; // not null: asked of failures only

    /// <inheritdoc/>
    public ComponentException? Refuse(One call, Refusal refusal) => PublishGrade.Refused(refusal);

    /// <inheritdoc/>
    public bool MayRetry(One call, TimeSpan pause) => true;

    /// <inheritdoc/>
    public void Discard(ComponentException? result)
    {
    }

    /// <inheritdoc/>
    public ComponentException? Exhausted(One call, ComponentException? last, int retries) => last;

    /// <summary>One message on its way.</summary>
    internal readonly record struct One(PubSubPlan Plan, PubSubMessage Message, CancellationToken Cancellation);
}
