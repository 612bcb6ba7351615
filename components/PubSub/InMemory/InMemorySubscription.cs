using MeshRuntime.Abstractions.PubSub;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.InMemory;

/// <summary>Hands one message at a time to its handler; the next publisher waits for its turn.</summary>
internal sealed partial class InMemorySubscription(string topic, MessageHandler handler, Action<InMemorySubscription> stopped, ILogger log) : ISubscription
{
    // Held from the moment a message is taken until its handler has returned.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _unwanted = new();
    private Task _handling = Task.CompletedTask;
    private volatile bool _stopped;

    /// <summary>A pattern that ends in <c>*</c> takes what begins like it and goes on.</summary>
    public bool Takes(string published) => topic.EndsWith('*')
        ? published.Length >= topic.Length && published.AsSpan().StartsWith(topic.AsSpan(..^1), StringComparison.Ordinal)
        : published == topic;

    /// <summary>Waits until the handler is free, then lets it run and returns.</summary>
    public async Task OfferAsync(PubSubMessage message, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);

        // The race: a stop while this publisher waited. It wins; the message is gone for this subscriber, as if published after the stop.
        if (_stopped)
        {
            _turn.Release();
            return;
        }

        _handling = HandleAsync(message with { Topic = topic });
    }

    public async ValueTask StopAsync(CancellationToken giveUp)
    {
        _stopped = true;
        stopped(this);
        try
        {
            await _turn.WaitAsync(giveUp);
            _turn.Release();
            await _handling;
        }
        catch (OperationCanceledException)
        {
            await _unwanted.CancelAsync();
        }
    }

    private async Task HandleAsync(PubSubMessage message)
    {
        // The publisher goes on at once: it waits for the message before its own, never for its own.
        await Task.Yield();
        var outcome = await handler(message, _unwanted.Token);
        if (outcome != DeliveryOutcome.Handled)
        {
            Log.Lost(log, topic, outcome);
        }

        _turn.Release();
    }

    private static partial class Log
    {
        [LoggerMessage(5120, LogLevel.Warning, "A message of {Topic} is lost ({Outcome}): pubsub.in-memory delivers once. Use pubsub.sqlite to have it delivered again")]
        public static partial void Lost(ILogger logger, string topic, DeliveryOutcome outcome);
    }
}
