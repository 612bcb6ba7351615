using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Outbound.Layers;

/// <summary>Which endpoint a call goes to, and how long it waits for one.</summary>
public sealed class BalanceLayerTests : BalanceScene
{
    private static readonly TimeSpan OneQuestion = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task KnownEndpoint_IsCalledAtOnce_AndCountedWhileItIs()
    {
        Orders.SetEndpoints(Set("10.0.0.1"));
        Next.OnCall = call => Assert.Equal(1, call.Endpoint?.InFlight);
        var call = ACall.With();

        Assert.NotNull((await Layer.InvokeAsync(call)).Response);

        Assert.Equal("10.0.0.1:50002", call.Endpoint?.Endpoint.Authority);
        Assert.Equal(0, call.Endpoint?.InFlight);
        Assert.Equal(0, Clock.Waiting);
    }

    [Fact]
    public async Task CallThatThrows_IsNotCountedFurther()
    {
        Orders.SetEndpoints(Set("10.0.0.1"));
        Next.OnCall = _ => throw new InvalidOperationException();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Layer.InvokeAsync(ACall.With()).AsTask());

        Assert.Equal(0, Orders.Endpoints[0].InFlight);
    }

    [Fact]
    public async Task FirstAnswerOfTheRegistry_IsWaitedFor()
    {
        var call = Layer.InvokeAsync(ACall.With()).AsTask();
        Clock.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(call.IsCompleted);

        Orders.SetEndpoints(Set("10.0.0.1"));

        Assert.NotNull((await call).Response);
    }

    [Fact]
    public async Task RegistryThatDoesNotAnswer_IsWaitedForNoLongerThanItsLimits()
    {
        var call = Layer.InvokeAsync(ACall.With()).AsTask();
        await AdvanceAsync(call, TimeSpan.FromSeconds(2));
        for (var question = 0; question < 5; question++)
        {
            Assert.False(call.IsCompleted);
            await AdvanceAsync(call, OneQuestion);
        }

        Assert.StartsWith("no host found with the given ID", (await call).Error?.Message, StringComparison.Ordinal);
        Assert.Equal(0, Next.Calls);
    }

    [Fact]
    public async Task EmptyAnswer_IsAskedAgain_AndEmptyAgainIsNotTheEnd()
    {
        Orders.SetEndpoints(EndpointSet.Empty);
        var call = Layer.InvokeAsync(ACall.With()).AsTask();
        Assert.Equal(1, Wanted.Reader.Count);

        // The registry answers at once: the app is still starting.
        Orders.SetEndpoints(EndpointSet.Empty);
        await AdvanceAsync(call, OneQuestion);
        Orders.SetEndpoints(EndpointSet.Empty);
        Assert.False(call.IsCompleted);

        Orders.SetEndpoints(Set("10.0.0.1"));
        Assert.NotNull((await call).Response);
    }

    [Fact]
    public async Task RegistryThatCannotBeAsked_IsTheReason_AtOnce()
    {
        Orders.SetProblem("the file is locked");

        var result = await Layer.InvokeAsync(ACall.With());

        Assert.Equal(("failed to resolve orders.default: the file is locked", CallProgress.Answered), (result.Error!.Message, result.Progress));
    }

    [Fact]
    public async Task SecondAttempt_GoesToAnotherEndpoint()
    {
        Orders.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        for (var i = 0; i < 20; i++)
        {
            var call = ACall.With();
            await Layer.InvokeAsync(call);
            var first = call.Endpoint;
            await Layer.InvokeAsync(call);
            Assert.NotSame(first, call.Endpoint);
        }
    }

    [Fact]
    public async Task CallerThatGoesAwayWhileWaiting_IsNotWaitedFor()
    {
        using var gone = new CancellationTokenSource();
        var call = Layer.InvokeAsync(ACall.With(aborted: gone.Token)).AsTask();

        await gone.CancelAsync();

        Assert.Equal(CallProgress.Abandoned, (await call).Progress);
        Assert.Equal(0, Next.Calls);
    }

    [Fact]
    public async Task PeakEwma_PrefersTheQuickOne_AndFailuresAreNotSpeed()
    {
        Orders.SetEndpoints(Set("10.0.0.1", "10.0.0.2", "10.0.0.3"));
        var plan = new ServicePlan { Balance = new BalancePlan(BalanceMethod.PeakEwma), Ejection = new EjectionPlan { ConsecutiveFailures = 0 } };
        var (quick, failing) = (Orders.Endpoints[0], Orders.Endpoints[1]);
        Next.Answer = call =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(call.Endpoint == quick ? 2 : call.Endpoint == failing ? 1 : 200));
            return call.Endpoint == failing ? CallResult.Answered(new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError)) : Well;
        };
        for (var i = 0; i < 300; i++)
        {
            var call = ACall.With();
            call.Plan = plan;
            await Layer.InvokeAsync(call);
        }

        Assert.Equal(0, failing.Latency.Seconds(Clock));
        Assert.InRange(quick.Latency.Seconds(Clock), 0.0001, 0.003);
        Assert.InRange(Orders.Endpoints[2].Latency.Seconds(Clock), 0.05, 0.2);
    }

    private async Task AdvanceAsync(Task call, TimeSpan by)
    {
        await Eventually.TrueAsync(() => call.IsCompleted || Clock.Waiting > 0);
        Clock.Advance(by);
        await Eventually.TrueAsync(() => call.IsCompleted || Clock.Waiting > 0);
    }
}
