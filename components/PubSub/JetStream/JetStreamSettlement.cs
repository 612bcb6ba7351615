using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Nats;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>Tells the server what became of messages.</summary>
internal sealed partial class JetStreamSettlement(NatsClient client, JetStreamOptions options, SequenceFloor floor, string topic, ILogger log)
{
    private static readonly byte[] Acknowledged = "+ACK"u8.ToArray();
    private static readonly byte[] Refused = "-NAK"u8.ToArray();
    private static readonly byte[] InProgress = "+WPI"u8.ToArray();

    private readonly byte[] _failed = options.AckWait == TimeSpan.Zero
        ? Refused
        : Encoding.ASCII.GetBytes($$"""-NAK {"delay":{{JetStreamJson.Nanoseconds(options.AckWait)}}}""");

    private volatile bool _isStopping;

    /// <summary>From here on nobody waits for a lost connection to come back: the server then delivers again by itself.</summary>
    public void Stop() => _isStopping = true;

    /// <summary>Settles a message that a handler has seen.</summary>
    public async Task SettleAsync(NatsMessage message, DeliveryOutcome outcome, long maxDeliver)
    {
        if (AckSubject.Parse(message.ReplyTo) is not { } delivery)
        {
            return;
        }

        if (!options.Acknowledges)
        {
            floor.Open(delivery.Sequence);
            floor.Close(delivery.Sequence);
            return;
        }

        switch (outcome)
        {
            case DeliveryOutcome.Handled:
                await SayAsync(message, Acknowledged);
                floor.Close(delivery.Sequence);
                break;
            case DeliveryOutcome.Failed:
                await SayAsync(message, _failed);
                if (maxDeliver > 0 && delivery.Deliveries >= maxDeliver)
                {
                    // The server does not deliver it again, so nobody waits for it.
                    floor.Close(delivery.Sequence);
                    Log.GivenUp(log, topic, delivery.Deliveries);
                }

                break;
            case DeliveryOutcome.Abandoned when _isStopping:
                await SayAsync(message, Refused);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Gives back what no handler has seen, at once rather than after ackWait. The server counts deliveries when it delivers, so this counts no more
    /// than silence would.
    /// </summary>
    public Task GiveBackAsync(NatsMessage message) => options.Acknowledges ? SayAsync(message, Refused) : Task.CompletedTask;

    /// <summary>Says that a message which waits is not forgotten.</summary>
    public Task KeepAsync(NatsMessage message) => SayAsync(message, InProgress);

    /// <summary>Answers the server's flow control: all before it is handled.</summary>
    public Task GoOnAsync(NatsMessage message) => SayAsync(message, []);

    /// <summary>Returns when the server has read all of it, so that a next subscriber does not get what we have handled.</summary>
    public async Task FlushAsync()
    {
        try
        {
            if (client.Connection is { } connection)
            {
                await connection.PingAsync(CancellationToken.None);
            }
        }
        catch (ComponentException)
        {
            // Without a connection the messages come again.
        }
    }

    private async Task SayAsync(NatsMessage message, byte[] answer)
    {
        if (message.ReplyTo is null || (_isStopping && client.Connection is null))
        {
            return;
        }

        try
        {
            await client.PublishAsync(message.ReplyTo, null, null, answer, CancellationToken.None);
        }
        catch (ComponentException e)
        {
            Log.NotSettled(log, topic, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5154, LogLevel.Warning, "A message of {Topic} was not acknowledged and will come again: {Reason}")]
        public static partial void NotSettled(ILogger logger, string topic, string reason);

        [LoggerMessage(5155, LogLevel.Warning, "A message of {Topic} has failed {Count} times, which is maxDeliver: the server does not deliver it again")]
        public static partial void GivenUp(ILogger logger, string topic, long count);
    }
}
