using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Outbound.Layers;

/// <summary>Calls past endpoints that cannot be connected to, and those whose app is down.</summary>
public sealed class UnreachedEndpointTests : BalanceScene
{
    private static CallResult AppIsDown => CallResult.Failed(MeshErrorCode.Unreachable, "app is down", CallProgress.Unreached);

    [Fact]
    public async Task EndpointThatWasNotReached_Rests_AndTheRegistryIsAskedAgain()
    {
        Orders.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        EndpointState? dead = null;
        Next.Answer = call => (dead ??= call.Endpoint) == call.Endpoint ? Refused : Well;
        Assert.NotNull((await Layer.InvokeAsync(ACall.With())).Response);

        Assert.True(dead!.IsResting(Clock));
        Assert.Equal(1, Wanted.Reader.Count);
        for (var i = 0; i < 20; i++)
        {
            var another = ACall.With();
            await Layer.InvokeAsync(another);
            Assert.NotSame(dead, another.Endpoint);
        }

        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(dead.IsResting(Clock));
    }

    [Fact]
    public async Task Answer_EndsTheRestOfItsEndpoint()
    {
        Orders.SetEndpoints(Set("10.0.0.1"));
        Orders.Endpoints[0].Unreachable(Clock);

        Assert.NotNull((await Layer.InvokeAsync(ACall.With())).Response);

        Assert.False(Orders.Endpoints[0].IsResting(Clock));
    }

    [Fact]
    public async Task EndpointThatBrokeOff_DoesNotRest()
    {
        Orders.SetEndpoints(Set("10.0.0.1"));
        Next.Answer = _ => CallResult.Failed(MeshErrorCode.Unreachable, "reset", CallProgress.MaybeSent);

        await Layer.InvokeAsync(ACall.With());

        Assert.False(Orders.Endpoints[0].IsResting(Clock));
        Assert.Equal(0, Wanted.Reader.Count);
    }

    [Fact]
    public async Task EndpointThatCannotBeConnectedTo_IsNoEndpoint_AtOnceAndWithoutPolicy()
    {
        Orders.SetEndpoints(Set("10.0.0.1", "10.0.0.2", "10.0.0.3"));
        List<EndpointState> asked = [];
        Next.Answer = call =>
        {
            asked.Add(call.Endpoint!);
            return asked.Count < 3 ? Refused : Well;
        };

        Assert.NotNull((await Layer.InvokeAsync(ACall.With("POST", body: ACall.Body("one order")))).Response);

        Assert.Equal(3, asked.Distinct().Count());
        Assert.Equal(0, Clock.Waiting);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    [InlineData(6, 4)]
    public async Task NoEndpointThatCanBeConnectedTo_IsToldAfterFourAtMost(int endpoints, int asked)
    {
        Orders.SetEndpoints(Set([.. Enumerable.Range(1, endpoints).Select(i => "10.0.0." + i)]));
        Next.Answer = _ => Refused;

        Assert.Equal(CallProgress.NotSent, (await Layer.InvokeAsync(ACall.With())).Progress);

        Assert.Equal(asked, Next.Calls);
    }

    [Fact]
    public async Task AppThatIsDown_CostsNoCall_WhileAnotherIsUp()
    {
        Orders.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        var down = Orders.Endpoints[0];
        Next.Answer = call => call.Endpoint == down ? AppIsDown : Well;
        for (var i = 0; i < 50; i++)
        {
            Assert.NotNull((await Layer.InvokeAsync(ACall.With("POST", body: ACall.Body("one order")))).Response);
        }

        Assert.Equal(51, Next.Calls); // found out once, and left alone for a second
        Assert.False(down.Health.IsEjected);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(down.IsResting(Clock));
    }

    [Fact]
    public async Task EveryAppDown_IsToldInTheWordsOfTheLast()
    {
        Orders.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        Next.Answer = _ => AppIsDown;

        Assert.Equal("app is down", (await Layer.InvokeAsync(ACall.With("POST"))).Error?.Message);

        Assert.Equal(2, Next.Calls);
    }

    [Fact]
    public async Task BodyThatHasBegunToFlow_GoesNowhereElse()
    {
        Orders.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        var body = ACall.Body("one order");
        body.Answered();
        await body.CopyToAsync(Stream.Null);
        Next.Answer = _ => Refused;

        Assert.Equal(CallProgress.NotSent, (await Layer.InvokeAsync(ACall.With("POST", body: body))).Progress);

        Assert.Equal(1, Next.Calls);
    }

    [Fact]
    public async Task CallerThatWentAway_IsTakenNowhereElse()
    {
        using var gone = new CancellationTokenSource();
        Orders.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        Next.Answer = _ =>
        {
            gone.Cancel();
            return Refused;
        };

        await Layer.InvokeAsync(ACall.With(aborted: gone.Token));

        Assert.Equal(1, Next.Calls);
    }
}
