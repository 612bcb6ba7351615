using RabbitMQ.Client;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>Closes channels. The client would wait 20 s for the word of a broker that no longer reads.</summary>
internal static class ChannelEnd
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Closes a channel and lets it go, whatever the broker says to that. What was sent before, such as acknowledgements, comes before.</summary>
    public static async Task CloseAsync(IChannel channel, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            await channel.CloseAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || RabbitFaults.IsExpected(e))
        {
            // Closed already, or the broker no longer answers.
        }

        await channel.DisposeAsync();
    }
}
