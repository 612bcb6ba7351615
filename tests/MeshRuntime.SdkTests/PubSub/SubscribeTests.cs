using System.Diagnostics;
using System.Text;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.PubSub;

/// <summary>Events over the stream of a real sidecar.</summary>
public sealed class SubscribeTests : SubscriptionTest
{
    [Fact]
    public async Task Values_AreReceived_WithWhatTheyCameWith()
    {
        MeshEvent<Order>? seen = null;
        var traced = new TaskCompletionSource<string?>();
        Own(Client.SubscribeAsync<Order>(Bus, "orders", (read, _) =>
        {
            seen = read;
            traced.TrySetResult(Activity.Current?.TraceId.ToHexString());
            Seen.Enqueue(read.Data!.Id);
            return Task.FromResult(EventOutcome.Success);
        }, cancellationToken: Stop));
        await SubscribedAsync();
        using var activity = new Activity("publisher").SetIdFormat(ActivityIdFormat.W3C).Start();

        await Client.PublishAsync(Bus, "orders", new Order(7, "tea"), options: new PublishOptions { Id = "e1", Type = "new", Subject = "s" }, cancellationToken: Ct);
        await SeenAsync(1);
        await StopAsync();

        Assert.Equal(new Order(7, "tea"), seen!.Data);
        Assert.Equal(("e1", "shop", "new", "orders", Bus, "application/json"),
            (seen.Id, seen.Event.Source, seen.Event.Type, seen.Event.Topic, seen.Event.PubSub, seen.Event.ContentType));
        Assert.Equal("s", seen.Event.Attributes["subject"]);
        Assert.Equal(activity.TraceId.ToHexString(), await traced.Task);
    }

    [Fact]
    public async Task Retry_BringsTheEventAgain_Drop_BringsItToTheDeadLetters()
    {
        var dead = new TaskCompletionSource<string>();
        Own(Client.SubscribeAsync(Bus, "dead", (read, _) =>
        {
            dead.TrySetResult(Encoding.UTF8.GetString(read.Data.Span));
            return Task.FromResult(EventOutcome.Success);
        }, cancellationToken: Stop));
        Own(Client.SubscribeAsync<Order>(Bus, "orders", (read, _) =>
        {
            Seen.Enqueue(read.Data!.Id);
            return Task.FromResult(read.Data.Id == 2 ? EventOutcome.Drop : Seen.Count(id => id == 1) < 2 ? EventOutcome.Retry : EventOutcome.Success);
        }, options: new SubscribeOptions { DeadLetterTopic = "dead" }, cancellationToken: Stop));
        await SubscribedAsync("dead");
        await SubscribedAsync();

        await PublishAsync(2);

        Assert.Equal("""{"id":2,"item":"tea"}""", await Wait.ForAsync(dead.Task, "the dead letter"));
        await StopAsync();
    }

    [Fact]
    public async Task Retry_BringsTheEventAgain()
    {
        Own(Client.SubscribeAsync<Order>(Bus, "orders", (read, _) =>
        {
            Seen.Enqueue(read.Data!.Id);
            return Task.FromResult(Seen.Count < 2 ? EventOutcome.Retry : EventOutcome.Success);
        }, cancellationToken: Stop));
        await SubscribedAsync();

        await PublishAsync(1);
        await SeenAsync(2);
        await StopAsync();

        Assert.Equal([1, 1], Seen);
    }

    [Fact]
    public async Task Raw_AreBytes()
    {
        var seen = new TaskCompletionSource<byte[]>();
        Own(Client.SubscribeAsync(Bus, "raw", (read, _) =>
        {
            seen.TrySetResult(read.Data.ToArray());
            return Task.FromResult(EventOutcome.Success);
        }, new SubscribeOptions { IsRaw = true }, Stop));
        await SubscribedAsync("raw");

        await Client.PublishBytesAsync(Bus, "raw", new byte[] { 0, 200, 7 }, "application/octet-stream", new PublishOptions { IsRaw = true }, Ct);

        Assert.Equal([0, 200, 7], await Wait.ForAsync(seen.Task, "the bytes"));
        await StopAsync();
    }

    [Fact]
    public async Task Many_ArePublishedAndReceived()
    {
        Own(Client.SubscribeAsync<Order>(Bus, "orders", (read, _) =>
        {
            Seen.Enqueue(read.Data!.Id);
            return Task.FromResult(EventOutcome.Success);
        }, cancellationToken: Stop));
        await SubscribedAsync();

        Assert.Empty(await Client.BulkPublishAsync(Bus, "orders", [.. Enumerable.Range(0, 200).Select(i => new Order(i, "tea"))], cancellationToken: Ct));
        await SeenAsync(200);
        await StopAsync();

        Assert.Equal(Enumerable.Range(0, 200), Seen.Distinct().Order());
    }

    [Fact]
    public async Task Concurrency_HasItsBound()
    {
        var now = 0;
        var most = 0;
        Own(Client.SubscribeAsync<Order>(Bus, "orders", async (read, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await Task.Delay(20);
            Interlocked.Decrement(ref now);
            Seen.Enqueue(read.Data!.Id);
            return EventOutcome.Success;
        }, options: new SubscribeOptions { MaxConcurrency = 3 }, cancellationToken: Stop));
        await SubscribedAsync();

        await Client.BulkPublishAsync(Bus, "orders", [.. Enumerable.Range(0, 30).Select(i => new Order(i, "tea"))], cancellationToken: Ct);
        await SeenAsync(30);
        await StopAsync();

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Refusal_EndsTheSubscription()
    {
        var e = await Assert.ThrowsAsync<MeshException>(() => Wait.ForAsync(Client.SubscribeAsync("nothing", "orders", Succeed, cancellationToken: Ct), "the refusal"));

        Assert.Equal(("INVALID_ARGUMENT", "topic orders of nothing"), (e.ErrorCode, e.Target));
        Assert.Contains("pubsub nothing is not found", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenThatHasFired_EndsBeforeItBegins() => await Client.SubscribeAsync(Bus, "orders", Succeed, cancellationToken: new CancellationToken(true));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task WrongOptions_AreRefused(int concurrency, int stopSeconds) => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => Client.SubscribeAsync(Bus, "orders", Succeed, new SubscribeOptions { MaxConcurrency = concurrency, StopTimeout = TimeSpan.FromSeconds(stopSeconds) }, Ct));

    private static Task<EventOutcome> Succeed(MeshEvent read, CancellationToken gone) => Task.FromResult(EventOutcome.Success);

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = most)
        {
        }
    }
}
