using System.Diagnostics;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.PubSub;

/// <summary>Handlers that throw, sidecars that go, and the end.</summary>
public sealed class SubscribeFailureTests : SubscriptionTest
{
    [Fact]
    public async Task HandlerThatThrows_GetsTheEventAgain_AndTheOthersGoOn()
    {
        var attempts = 0;
        Own(Client.SubscribeAsync<Order>(Bus, "orders", (read, gone) =>
            read.Data!.Id == 1 && Interlocked.Increment(ref attempts) == 1 ? throw new InvalidDataException("broken") : KeepAsync(read, gone), cancellationToken: Stop));
        await SubscribedAsync();

        await PublishAsync(1);
        await PublishAsync(2);

        await SeenAsync(2);
        await StopAsync();
        Assert.Equal([1, 2], Seen.Order());
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task OnHandlerErrorThatThrows_EndsTheSubscription_AndTheEventComesAgain()
    {
        var failing = Client.SubscribeAsync(Bus, "orders", (_, _) => throw new InvalidDataException("broken"),
            new SubscribeOptions { OnHandlerError = (_, e) => throw e }, Ct);
        await SubscribedAsync();
        await PublishAsync(1);

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => Wait.ForAsync(failing, "the handler's exception"));

        Assert.Equal("broken", e.Message);
        Own(Client.SubscribeAsync<Order>(Bus, "orders", KeepAsync, cancellationToken: Stop));
        await SeenAsync(1);
        await StopAsync();
    }

    [Fact]
    public async Task HandlerThatThrows_IsTold_AndTheAnswerDecides()
    {
        List<Exception> told = [];
        Own(Client.SubscribeAsync<Order>(Bus, "orders", (read, gone) => read.Data!.Id == 1 ? throw new InvalidDataException() : KeepAsync(read, gone), options: new SubscribeOptions
        {
            MaxConcurrency = 1,
            OnHandlerError = (read, e) =>
            {
                told.Add(e);
                return EventOutcome.Drop;
            },
        }, cancellationToken: Stop));
        await SubscribedAsync();

        await PublishAsync(1);
        await Client.PublishBytesAsync(Bus, "orders", "no json"u8.ToArray(), "text/plain", cancellationToken: Ct);
        await PublishAsync(2);
        await SeenAsync(1);
        await StopAsync();

        Assert.Equal([2], Seen);
        Assert.IsType<InvalidDataException>(told[0]);
        Assert.Contains("are not the JSON that was expected", Assert.IsType<MeshException>(told[1]).Message, StringComparison.Ordinal);
        Assert.Equal(2, told.Count);
    }

    /// <summary>What was begun is finished and answered: it does not come again. What was not begun does.</summary>
    [Fact]
    public async Task End_WaitsForHandlers_AndTheirAnswersCount()
    {
        var begun = new SemaphoreSlim(0);
        var finish = new TaskCompletionSource();
        Own(Client.SubscribeAsync<Order>(Bus, "orders", async (read, gone) =>
        {
            begun.Release();
            await finish.Task;
            Assert.False(gone.IsCancellationRequested);
            return await KeepAsync(read, gone);
        }, options: new SubscribeOptions { MaxConcurrency = 2 }, cancellationToken: Stop));
        await SubscribedAsync();
        for (var i = 0; i < 4; i++)
        {
            await PublishAsync(i);
        }

        await begun.WaitAsync(Ct);
        await begun.WaitAsync(Ct);
        var stopping = StopAsync();
        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping;
        Assert.Equal(2, Seen.Count);

        using var rest = new CancellationTokenSource();
        var next = Client.SubscribeAsync<Order>(Bus, "orders", KeepAsync, cancellationToken: rest.Token);
        await SeenAsync(4);
        await rest.CancelAsync();
        await next;
        Assert.Equal([0, 1, 2, 3], Seen.Order());
    }

    [Fact]
    public async Task HandlerThatDoesNotEnd_IsToldInTheEnd()
    {
        var begun = new TaskCompletionSource();
        Own(Client.SubscribeAsync<Order>(Bus, "orders", async (read, gone) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, gone);
            return EventOutcome.Success;
        }, options: new SubscribeOptions { StopTimeout = TimeSpan.FromMilliseconds(50) }, cancellationToken: Stop));
        await SubscribedAsync();
        await PublishAsync(1);
        await Wait.ForAsync(begun.Task, "the handler begins");

        await StopAsync();
    }

    [Fact]
    public async Task Restart_OfTheSidecar_IsSurvived()
    {
        List<MeshException> told = [];
        Own(Client.SubscribeAsync<Order>(Bus, "orders", KeepAsync, options: new SubscribeOptions { OnInterrupted = told.Add }, cancellationToken: Stop));
        await SubscribedAsync();
        await PublishAsync(1);
        await SeenAsync(1);

        await Sidecar.KillAsync();
        var clock = Stopwatch.StartNew();
        await Wait.UntilAsync(() => told.Count >= 2, "the subscription notices, and tries again in vain");
        var grpc = Sidecar.GrpcPort;
        await Bed.SidecarAsync(Sidecar.Setup.With("--dapr-grpc-port", $"{grpc}"));
        await PublishAsync(2);
        await Wait.UntilAsync(() => Seen.Contains(2), "an event after the restart");
        await StopAsync();

        // The first may come again: its answer may have died with the sidecar.
        Assert.Equal([1, 2], Seen.Distinct());
        Assert.Contains($"http://127.0.0.1:{grpc}", told[0].Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task SidecarThatIsNotThere_IsWaitedFor_UntilTheToken()
    {
        using var client = new MeshClient(StubSidecar.OptionsFor(1, Bed.NextPort()));
        var told = new TaskCompletionSource<MeshException>();
        Own(client.SubscribeAsync<Order>(Bus, "orders", KeepAsync, options: new SubscribeOptions { OnInterrupted = e => told.TrySetResult(e) }, cancellationToken: Stop));

        Assert.Contains("no sidecar answers", (await Wait.ForAsync(told.Task, "the subscription says so")).Message, StringComparison.Ordinal);
        await StopAsync();
    }

    private Task<EventOutcome> KeepAsync(MeshEvent<Order> read, CancellationToken gone)
    {
        Seen.Enqueue(read.Data!.Id);
        return Task.FromResult(EventOutcome.Success);
    }
}
