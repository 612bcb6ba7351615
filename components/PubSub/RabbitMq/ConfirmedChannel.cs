using System.Diagnostics;
using MeshRuntime.Abstractions.Components;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>
/// Publishes over one channel and waits for the broker's word on each message. The client could keep the count itself, but would then add a header of its
/// own to every message, which other subscribers would see.
/// </summary>
internal sealed class ConfirmedChannel : IAsyncDisposable
{
    // A broker that is short of memory or disk for a moment is waited for; one whose disk hangs, for longer.
    private static readonly TimeSpan FullLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly IChannel _channel;
    private readonly RabbitLink _link;
    private readonly string _address;
    private readonly TimeProvider _time;

    // One message after the other: the number that the broker confirms is that of the order of sending.
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, TaskCompletionSource> _waiting = [];
    private ulong _oldest = 1; // nothing before it waits
    private ulong _newest; // nothing after it was sent
    private ComponentException? _end;

    private ConfirmedChannel(IChannel channel, RabbitLink link, string address, TimeProvider time)
    {
        _channel = channel;
        _link = link;
        _address = address;
        _time = time;
        channel.BasicAcksAsync += OnAck;
        channel.BasicNacksAsync += OnNack;
        channel.ChannelShutdownAsync += OnShutdown;
    }

    public bool IsOpen => _channel.IsOpen && _end is null;

    public static async Task<ConfirmedChannel> OpenAsync(RabbitLink link, string address, TimeProvider time, CancellationToken cancellation)
    {
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
        var connection = await link.GetAsync(cancellation);
        return new ConfirmedChannel(await connection.CreateChannelAsync(options, cancellation), link, address, time);
    }

    /// <summary>Does the sending, alone on the channel, and returns when the broker has confirmed the message.</summary>
    /// <param name="send">Publishes exactly one message.</param>
    /// <param name="cancellation">The caller gave up.</param>
    /// <exception cref="ComponentException">The broker refused the message, or the channel ended before it said anything.</exception>
    /// <exception cref="TimeoutException">It said nothing in time: 10 s, or 2 s when it is full.</exception>
    public async Task PublishAsync(Func<IChannel, CancellationToken, ValueTask> send, CancellationToken cancellation)
    {
        ulong number;
        TaskCompletionSource confirmation;
        if (!await _sending.WaitAsync(Limit, cancellation))
        {
            throw new TimeoutException(); // the socket is full: the broker reads nothing
        }

        try
        {
            number = await _channel.GetNextPublishSequenceNumberAsync(cancellation);
            confirmation = Expect(number);
            await send(_channel, cancellation);
        }
        catch
        {
            // Whether a number was used up is unknown, and with it what the next confirmation means.
            End(Lost("a message could not be sent"));
            throw;
        }
        finally
        {
            _sending.Release();
        }

        try
        {
            await WaitAsync(confirmation.Task, cancellation);
        }
        finally
        {
            lock (_lock)
            {
                _waiting.Remove(number);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        End(Lost("the component was stopped"));
        await ChannelEnd.CloseAsync(_channel, _time);
        _sending.Dispose();
    }

    private async Task WaitAsync(Task confirmation, CancellationToken cancellation)
    {
        try
        {
            await confirmation.WaitAsync(FullLimit, _time, cancellation);
        }
        catch (TimeoutException) when (_link.Blocked is null)
        {
            await confirmation.WaitAsync(Limit - FullLimit, _time, cancellation);
        }
    }

    private TaskCompletionSource Expect(ulong number)
    {
        lock (_lock)
        {
            if (_end is { } end)
            {
                throw end;
            }

            _newest = number;
            return _waiting[number] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private Task OnAck(object sender, BasicAckEventArgs ack)
    {
        Settle(ack.DeliveryTag, ack.Multiple, refusal: null);
        return Task.CompletedTask;
    }

    private Task OnNack(object sender, BasicNackEventArgs nack)
    {
        Settle(
            nack.DeliveryTag,
            nack.Multiple,
            new ComponentException(ComponentFault.Unavailable, $"RabbitMQ at {_address} could not keep the message. Its log says why; publish it again."));
        return Task.CompletedTask;
    }

    private Task OnShutdown(object sender, ShutdownEventArgs reason)
    {
        End(Lost(reason.ReplyText));
        return Task.CompletedTask;
    }

    private ComponentException Lost(string reason) => new(
        ComponentFault.Unavailable, $"RabbitMQ at {_address} has not confirmed the message: {reason}. It may be there all the same; publish it again.");

    private void Settle(ulong number, bool isMultiple, ComponentException? refusal)
    {
        lock (_lock)
        {
            for (var next = isMultiple ? _oldest : number; next <= number; next++)
            {
                Settle_Locked(next, refusal);
            }

            while (_oldest <= _newest && !_waiting.ContainsKey(_oldest))
            {
                _oldest++;
            }
        }
    }

    private void Settle_Locked(ulong number, ComponentException? refusal)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread, "the caller holds the lock");
        if (!_waiting.Remove(number, out var waiting))
        {
            return; // its publisher gave up
        }

        if (refusal is null)
        {
            waiting.TrySetResult();
        }
        else
        {
            waiting.TrySetException(refusal);
        }
    }

    private void End(ComponentException reason)
    {
        lock (_lock)
        {
            _end ??= reason;
            foreach (var waiting in _waiting.Values)
            {
                waiting.TrySetException(reason);
            }

            _waiting.Clear();
        }
    }
}
