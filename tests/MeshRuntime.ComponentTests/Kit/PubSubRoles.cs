using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>What a <see cref="Player"/> can play before a message store.</summary>
internal static class PubSubRoles
{
    private static readonly TopicSubscription Filled = new("filled", new Dictionary<string, string>());

    /// <summary>Publishes numbers, eight at a time, and says each one that was acknowledged, until the input ends.</summary>
    public static async Task<int> PublishAsync(string folder, string topic)
    {
        await using var pubsub = await new Bench(folder).StartAsync<IPubSub>("pubsub.sqlite");
        var end = Task.Run(Console.In.ReadLine);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!end.IsCompleted)
            {
                var number = $"{Interlocked.Increment(ref next)}";
                await pubsub.PublishAsync(new PubSubMessage(topic, Encoding.UTF8.GetBytes(number)), CancellationToken.None);
                Console.WriteLine(number);
            }
        }));
        return 0;
    }

    /// <summary>Says each message that comes. Keeps them all ("holds"), or handles them ("handles"), until the input ends.</summary>
    public static async Task<int> SubscribeAsync(string folder, string topic, string group, string manner)
    {
        await using var pubsub = await new Bench(folder).StartAsync<IPubSub>("pubsub.sqlite", ("consumerID", group), ("processingTimeout", "3s"));
        var answer = new TaskCompletionSource<DeliveryOutcome>();
        if (manner == "handles")
        {
            answer.SetResult(DeliveryOutcome.Handled);
        }

        await pubsub.SubscribeAsync(
            new TopicSubscription(topic, new Dictionary<string, string>()),
            (message, _) =>
            {
                Console.WriteLine(Encoding.UTF8.GetString(message.Data.Span));
                return new ValueTask<DeliveryOutcome>(answer.Task);
            },
            CancellationToken.None);
        Console.WriteLine("subscribed");
        await Task.Run(Console.In.ReadLine);
        return 0;
    }

    /// <summary>Fills the disk on which the folder is, says what publishing and reading do then, makes room and goes on.</summary>
    public static async Task<int> FillDiskAsync(string folder)
    {
        var ballast = Path.Combine(folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[2_000_000]);
        await using var pubsub = await new Bench(folder).StartAsync<IPubSub>("pubsub.sqlite", ("minDiskFreeMiB", "0"));
        var none = await pubsub.SubscribeAsync(Filled, (_, _) => ValueTask.FromResult(DeliveryOutcome.Abandoned), CancellationToken.None);
        await none.StopAsync(CancellationToken.None);

        var accepted = 0;
        var refused = await TryAsync(pubsub);
        for (; refused is null; refused = await TryAsync(pubsub))
        {
            accepted++;
        }

        Console.WriteLine($"{refused.Fault}: {refused.Message}");
        Console.WriteLine($"waiting {accepted == (await ((IQueueInspector)pubsub).ListAsync(CancellationToken.None)).Single().Backlog}");
        File.Delete(ballast);
        await Eventually.TrueAsync(async () => await TryAsync(pubsub) is null, "publishing goes on");
        var inbox = new Inbox();
        await pubsub.SubscribeAsync(Filled, inbox.TakeAsync, CancellationToken.None);
        await inbox.HoldsAsync(accepted + 1);
        Console.WriteLine("all delivered");
        return 0;
    }

    private static async Task<ComponentException?> TryAsync(IPubSub pubsub)
    {
        try
        {
            await pubsub.PublishAsync(new PubSubMessage(Filled.Topic, new byte[100_000]), CancellationToken.None);
            return null;
        }
        catch (ComponentException e)
        {
            return e;
        }
    }
}
