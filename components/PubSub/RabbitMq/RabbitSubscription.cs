using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>One subscription: a consumer, and after its end another, until it is stopped. Pauses between attempts double up to reconnectWaitSeconds.</summary>
internal sealed partial class RabbitSubscription : ISubscription
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private readonly RabbitLink _link;
    private readonly RabbitMqOptions _options;
    private readonly MessageHandler _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly Lock _lock = new();
    private volatile RabbitConsumer _consumer;
    private Task? _stopping;

    public RabbitSubscription(
        RabbitQueue queue, RabbitConsumer consumer, RabbitLink link, RabbitMqOptions options, MessageHandler handler, TimeProvider time, ILogger log)
    {
        Queue = queue;
        _consumer = consumer;
        _link = link;
        _options = options;
        _handler = handler;
        _time = time;
        _log = log;
        _running = RunAsync(_stop.Token);
    }

    public RabbitQueue Queue { get; }

    /// <summary>How many messages are with a handler here.</summary>
    public int Running => _consumer.Running;

    /// <summary>True once it was asked to stop.</summary>
    public bool IsOver => _stop.IsCancellationRequested;

    public async ValueTask StopAsync(CancellationToken giveUp)
    {
        Task stopping;
        lock (_lock)
        {
            stopping = _stopping ??= EndAsync(giveUp);
        }

        try
        {
            await stopping.WaitAsync(giveUp);
        }
        catch (OperationCanceledException)
        {
            // The first call ends by its own token.
        }
    }

    private async Task EndAsync(CancellationToken giveUp)
    {
        await _stop.CancelAsync();
        await _running; // from here on nobody makes another consumer
        await _consumer.StopAsync(giveUp);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await _consumer.Ended.WaitAsync(stop);
                Log.Interrupted(_log, Queue.Topic, Queue.Name);
                await _consumer.DisposeAsync();
                _consumer = await ResumeAsync(stop);
                Log.Resumed(_log, Queue.Topic, Queue.Name);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task<RabbitConsumer> ResumeAsync(CancellationToken stop)
    {
        var (told, toldAt) = ("", 0L);
        for (var pause = FirstPause; ; pause = 2 * pause < _options.ReconnectWait ? 2 * pause : _options.ReconnectWait)
        {
            try
            {
                var connection = await _link.GetAsync(stop);
                return await RabbitConsumer.StartAsync(connection, Queue, _options, _handler, _time, stop);
            }
            catch (Exception e) when (e is ComponentException || RabbitFaults.IsExpected(e))
            {
                var failure = e as ComponentException ?? RabbitFaults.Of(e, $"could not subscribe to topic {Queue.Topic} again");

                // Once, and another cause when a minute has passed: a broker may be away for days, and its causes may take turns.
                if (told.Length == 0 || (failure.Message != told && _time.GetElapsedTime(toldAt) > TellEvery))
                {
                    Log.NotResumed(_log, Queue.Topic, _options.ReconnectWait.TotalSeconds, failure.Message);
                    (told, toldAt) = (failure.Message, _time.GetTimestamp());
                }
            }

            await Task.Delay(pause, _time, stop);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5184, LogLevel.Information, "The subscription to {Topic} is interrupted: queue {Queue} delivers nothing")]
        public static partial void Interrupted(ILogger logger, string topic, string queue);

        [LoggerMessage(5185, LogLevel.Information, "The subscription to {Topic} goes on: queue {Queue} delivers again")]
        public static partial void Resumed(ILogger logger, string topic, string queue);

        [LoggerMessage(5186, LogLevel.Warning, "The subscription to {Topic} waits for RabbitMQ and tries again every {Seconds} s at the latest: {Reason}")]
        public static partial void NotResumed(ILogger logger, string topic, double seconds, string reason);
    }
}
