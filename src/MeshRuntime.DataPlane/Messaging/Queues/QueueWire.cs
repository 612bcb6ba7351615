using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Messaging.Queues;

/// <summary>Puts questions to brokers. The only place of such a question that catches.</summary>
/// <param name="log">Told of what no component should throw.</param>
internal sealed partial class QueueWire(ILogger<QueueWire> log)
{
    /// <summary>Asks the broker of a plan.</summary>
    /// <exception cref="OperationCanceledException">Who asked gave up.</exception>
    public async ValueTask<QueueAnswer<T>> AskAsync<T>(PubSubPlan plan, Func<IQueueInspector, ValueTask<T>> question, CancellationToken cancellation)
    {
        if (plan.Component is not IQueueInspector inspector)
        {
            return new(default!, QueueErrors.Unsupported(plan.Name));
        }

        try
        {
            return new(await question(inspector), null);
        }
        catch (ComponentException failure) when (!cancellation.IsCancellationRequested)
        {
            return new(default!, QueueErrors.Failed(plan.Name, failure));
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.Unexpected(log, plan.Name, failure);
            return new(default!, QueueErrors.Failed(plan.Name, new ComponentException(ComponentFault.Unavailable, failure.Message, failure)));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1430, LogLevel.Error, "Component {Component} failed to tell of its queues in a way that it does not expect itself")]
        public static partial void Unexpected(ILogger logger, string component, Exception failure);
    }
}
