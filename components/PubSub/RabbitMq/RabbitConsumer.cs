using MeshRuntime.Abstractions.PubSub;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>
/// Takes the messages of one queue over one channel, for as long as that lives, and settles each when its handler has answered. What is not settled when the
/// channel ends, the broker delivers again.
/// </summary>
internal sealed class RabbitConsumer : AsyncDefaultBasicConsumer, IAsyncDisposable
{
    // "Unlimited" (prefetchCount 0) would bring a whole queue into memory.
    private const int MostUnsettled = 1000;

    private readonly IChannel _channel;
    private readonly RabbitQueue _queue;
    private readonly RabbitMqOptions _options;
    private readonly MessageHandler _handler;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Also holds back what comes unasked: with autoAck the broker sends as fast as it can.
    private readonly SemaphoreSlim _slots;
    private readonly int _slotCount;
    private readonly string _tag;

    private RabbitConsumer(IChannel channel, RabbitQueue queue, RabbitMqOptions options, MessageHandler handler, TimeProvider time)
        : base(channel)
    {
        _channel = channel;
        _queue = queue;
        _options = options;
        _handler = handler;
        _time = time;
        _slotCount = options.IsSerial ? 1 : options.PrefetchCount > 0 && !options.AutoAck ? options.PrefetchCount : MostUnsettled;
        _slots = new SemaphoreSlim(_slotCount);
        _tag = queue.NewConsumerTag();
        channel.ChannelShutdownAsync += OnShutdown;
        channel.DefaultConsumer = this; // what comes after the consumer was cancelled
    }

    /// <summary>Ends when the broker will deliver nothing more: the connection is lost, or the queue was deleted.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many handlers run.</summary>
    public int Running => _slotCount - _slots.CurrentCount;

    /// <summary>Declares the queue and begins to take its messages.</summary>
    public static async Task<RabbitConsumer> StartAsync(
        IConnection connection, RabbitQueue queue, RabbitMqOptions options, MessageHandler handler, TimeProvider time, CancellationToken cancellation)
    {
        var consumer = new RabbitConsumer(await connection.CreateChannelAsync(options: null, cancellation), queue, options, handler, time);
        try
        {
            await queue.DeclareAsync(consumer._channel, options, cancellation);
            var prefetch = (ushort)(options.PrefetchCount > 0 ? options.PrefetchCount : MostUnsettled);
            await consumer._channel.BasicQosAsync(prefetchSize: 0, prefetch, global: false, cancellation);
            await consumer._channel.BasicConsumeAsync(
                queue.Name, options.AutoAck, consumer._tag, noLocal: false, exclusive: false, arguments: null, consumer, cancellation);
            return consumer;
        }
        catch
        {
            await consumer.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        // The client calls this for one message after the other, so handlers begin in the order of the queue, and a full set of slots holds the next back.
        try
        {
            await _slots.WaitAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            await GiveBackAsync(deliveryTag);
            return;
        }

        // The client takes its memory back when this returns.
        var message = new PubSubMessage(_queue.Topic, body.ToArray())
        {
            Metadata = _options.PropertiesToMetadata ? RabbitProperties.Read(properties) : null,
        };

        // Not awaited here; StopAsync waits for the slot that it holds. It does not throw.
        _ = HandleAsync(deliveryTag, message);
    }

    /// <inheritdoc/>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // By the broker: somebody deleted the queue.
        _ended.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>Takes no more, waits for the handlers that run, and closes the channel. What they answer is settled before that.</summary>
    public async Task StopAsync(CancellationToken giveUp)
    {
        try
        {
            await _channel.BasicCancelAsync(_tag, noWait: true, giveUp);
            await _stopping.CancelAsync();
            for (var slot = 0; slot < _slotCount; slot++)
            {
                await _slots.WaitAsync(giveUp);
            }
        }
        catch (Exception e) when (e is OperationCanceledException || RabbitFaults.IsExpected(e))
        {
            // Given up, or lost meanwhile: the broker has what was not settled.
        }

        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        await _lost.CancelAsync();
        await _stopping.CancelAsync();
        await ChannelEnd.CloseAsync(_channel, _time);
    }

    private async Task HandleAsync(ulong deliveryTag, PubSubMessage message)
    {
        try
        {
            var outcome = await _handler(message, _lost.Token);
            if (!_options.AutoAck && !_lost.IsCancellationRequested)
            {
                await SettleAsync(deliveryTag, outcome);
            }
        }
        catch (Exception e) when (e is OperationCanceledException || RabbitFaults.IsExpected(e))
        {
            // The channel is gone: the broker delivers the message again.
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>A message that no handler has seen goes back to its place in the queue at once, and does not wait for the handlers that run.</summary>
    private async ValueTask GiveBackAsync(ulong deliveryTag)
    {
        if (_options.AutoAck || _lost.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await _channel.BasicNackAsync(deliveryTag, multiple: false, requeue: true, _lost.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || RabbitFaults.IsExpected(e))
        {
            // The channel is gone, and the message is back by that.
        }
    }

    private ValueTask SettleAsync(ulong deliveryTag, DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Handled => _channel.BasicAckAsync(deliveryTag, multiple: false, _lost.Token),
        DeliveryOutcome.Failed => _channel.BasicNackAsync(deliveryTag, multiple: false, _options.RequeueInFailure, _lost.Token),
        _ => ValueTask.CompletedTask,
    };

    private async Task OnShutdown(object sender, ShutdownEventArgs reason)
    {
        _ended.TrySetResult();
        await _lost.CancelAsync();
        await _stopping.CancelAsync();
    }
}
