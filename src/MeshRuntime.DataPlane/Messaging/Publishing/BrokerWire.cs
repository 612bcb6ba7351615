using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>Hands messages to brokers. The only place of a publish that catches.</summary>
/// <param name="log">Told of what no component should throw.</param>
internal sealed partial class BrokerWire(ILogger<BrokerWire> log)
{
    // Dapr's. A broker that takes one message in one round trip takes these in the time of a few.
    private const int AtOnce = 100;

    /// <summary>Publishes one message; null when the broker has it.</summary>
    /// <exception cref="OperationCanceledException">The publisher gave up.</exception>
    public async ValueTask<ComponentException?> PublishAsync(PubSubPlan plan, PubSubMessage message, CancellationToken cancellation)
    {
        try
        {
            await plan.Component.PublishAsync(message, cancellation);
            return null;
        }
        catch (Exception failure) when (!IsGivenUp(failure, cancellation))
        {
            return Expected(plan, failure);
        }
    }

    /// <summary>Publishes many; for each, in order, null when the broker has it.</summary>
    /// <exception cref="OperationCanceledException">The publisher gave up.</exception>
    public async ValueTask<IReadOnlyList<ComponentException?>> PublishAsync(
        PubSubPlan plan, IReadOnlyList<PubSubMessage> messages, CancellationToken cancellation)
    {
        if (plan.Component is not IBulkPublisher bulk)
        {
            return await PublishEachAsync(plan, messages, cancellation);
        }

        try
        {
            return await bulk.PublishAsync(messages, cancellation);
        }
        catch (Exception failure) when (!IsGivenUp(failure, cancellation))
        {
            return [.. Enumerable.Repeat(Expected(plan, failure), messages.Count)];
        }
    }

    private async Task<IReadOnlyList<ComponentException?>> PublishEachAsync(
        PubSubPlan plan, IReadOnlyList<PubSubMessage> messages, CancellationToken cancellation)
    {
        var results = new ComponentException?[messages.Count];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, messages.Count)).Select(_ => TakeAsync()));
        return results;

        async Task TakeAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < messages.Count; i = Interlocked.Increment(ref next))
            {
                results[i] = await PublishAsync(plan, messages[i], cancellation);
            }
        }
    }

    // Race: the broker fails a publish while its publisher gives up. The failure was told, so it wins.
    private static bool IsGivenUp(Exception failure, CancellationToken cancellation) =>
        failure is OperationCanceledException && cancellation.IsCancellationRequested;

    private ComponentException Expected(PubSubPlan plan, Exception failure)
    {
        if (failure is ComponentException expected)
        {
            return expected;
        }

        // A driver's own exception that its component let through: a bug there, and no reason to be silent about the publish.
        Log.Unexpected(log, plan.Name, failure);
        return new ComponentException(ComponentFault.Unavailable, failure.Message, failure);
    }

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Error, "Component {Component} failed a publish in a way that it does not expect itself")]
        public static partial void Unexpected(ILogger logger, string component, Exception failure);
    }
}
