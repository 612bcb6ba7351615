using Grpc.Core;

namespace MeshRuntime.Client;

/// <summary>Receives a topic's events until it is told to stop: over a stream, and over another one when that has broken.</summary>
internal sealed class TopicSubscription(SidecarGrpc grpc, TimeProvider time, string pubsub, string topic, SubscribeOptions options)
{
    // A sidecar is back within a second when it is restarted; one that is not there is asked rarely enough not to matter.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly string _target = $"topic {topic} of {pubsub}";

    /// <summary>Runs until <paramref name="stop"/>, and then until every event that was begun is answered.</summary>
    /// <exception cref="MeshException">The sidecar refuses.</exception>
    public async Task RunAsync(Func<MeshEvent, CancellationToken, Task<EventOutcome>> handle, CancellationToken stop)
    {
        using var handlers = new EventHandlers(handle, options, time, stop);
        try
        {
            var pause = FirstPause;
            while (!handlers.Stopping.IsCancellationRequested)
            {
                if (await RunStreamAsync(handlers, () => pause = FirstPause).ConfigureAwait(false) is { } interruption)
                {
                    options.OnInterrupted?.Invoke(interruption);
                    await Task.Delay(pause, time, handlers.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }
            }
        }
        finally
        {
            // Those of a stream that has broken: their answers count no more, but no handler outlives the subscription.
            await handlers.DrainAsync(null).ConfigureAwait(false);
        }

        handlers.ThrowFailure();
    }

    /// <summary>Null when the subscription is to end, else what has interrupted it.</summary>
    private async Task<MeshException?> RunStreamAsync(EventHandlers handlers, Action opened)
    {
        var isOpen = false;
        try
        {
            using var stream = await TopicStream.OpenAsync(grpc, pubsub, topic, options, time, handlers.Stopping).ConfigureAwait(false);
            isOpen = true;
            opened();
            await ReceiveAsync(stream, handlers).ConfigureAwait(false);
            await handlers.DrainAsync(stream).ConfigureAwait(false);
            await stream.CloseAsync().ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (handlers.Stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (RpcException e)
        {
            var error = StreamFailure.Of(e, _target, grpc.Address);
            return !isOpen && StreamFailure.IsRefusal(e) ? throw error : error;
        }
    }

    private static async Task ReceiveAsync(TopicStream stream, EventHandlers handlers)
    {
        // The place first: an event that is read can be begun.
        while (await handlers.TakePlaceAsync().ConfigureAwait(false))
        {
            var begun = false;
            try
            {
                if (await stream.ReadAsync(handlers.Stopping).ConfigureAwait(false) is not { } read)
                {
                    return;
                }

                begun = true;
                _ = handlers.HandleAsync(read, stream); // owned by its place: DrainAsync waits for it
            }
            finally
            {
                if (!begun)
                {
                    handlers.GiveBackPlace();
                }
            }
        }
    }
}
