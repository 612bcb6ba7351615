using System.Threading.Channels;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.DataPlane.Outbound.Layers;

public sealed class BalanceLayerTests
{
    private static readonly TimeSpan OneQuestion = TimeSpan.FromMilliseconds(100);

    private readonly ManualClock _clock = new();
    private readonly Channel<Service> _wanted = Channel.CreateUnbounded<Service>();
    private readonly RecordingLayer _next = new();
    private readonly Service _service;
    private readonly BalanceLayer _layer;

    public BalanceLayerTests()
    {
        _service = new Service(new ServiceName("orders", "default"), new MemoryStream(), _wanted.Writer, _ => throw new NotSupportedException());
        var ejections = new Ejections(_service.Name, new InvocationMeters(), _clock, NullLogger<Ejections>.Instance);
        _layer = new BalanceLayer(_next, _service, new Balancers(new Random(1)), ejections, _clock);
    }

    [Fact]
    public async Task KnownEndpoint_IsCalledAtOnce_AndCountedWhileItIs()
    {
        _service.SetEndpoints(Set("10.0.0.1"));
        _next.OnCall = call => Assert.Equal(1, call.Endpoint?.InFlight);
        var call = ACall.With();

        Assert.NotNull((await _layer.InvokeAsync(call)).Response);

        Assert.Equal("10.0.0.1:50002", call.Endpoint?.Endpoint.Authority);
        Assert.Equal(0, call.Endpoint?.InFlight);
        Assert.Equal(0, _clock.Waiting);
    }

    [Fact]
    public async Task CallThatThrows_IsNotCountedFurther()
    {
        _service.SetEndpoints(Set("10.0.0.1"));
        _next.OnCall = _ => throw new InvalidOperationException();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _layer.InvokeAsync(ACall.With()).AsTask());

        Assert.Equal(0, _service.Endpoints[0].InFlight);
    }

    [Fact]
    public async Task Answer_EndsTheRestOfItsEndpoint()
    {
        _service.SetEndpoints(Set("10.0.0.1"));
        _service.Endpoints[0].Unreachable(_clock);

        Assert.NotNull((await _layer.InvokeAsync(ACall.With())).Response);

        Assert.False(_service.Endpoints[0].IsResting(_clock));
    }

    [Fact]
    public async Task FirstAnswerOfTheRegistry_IsWaitedFor()
    {
        var call = _layer.InvokeAsync(ACall.With()).AsTask();
        _clock.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(call.IsCompleted);

        _service.SetEndpoints(Set("10.0.0.1"));

        Assert.NotNull((await call).Response);
    }

    [Fact]
    public async Task RegistryThatDoesNotAnswer_IsWaitedForNoLongerThanItsLimits()
    {
        var call = _layer.InvokeAsync(ACall.With()).AsTask();
        await AdvanceAsync(call, TimeSpan.FromSeconds(2));
        for (var question = 0; question < 5; question++)
        {
            Assert.False(call.IsCompleted);
            await AdvanceAsync(call, OneQuestion);
        }

        Assert.StartsWith("no host found with the given ID", (await call).Error?.Message, StringComparison.Ordinal);
        Assert.Equal(0, _next.Calls);
    }

    [Fact]
    public async Task EmptyAnswer_IsAskedAgain_AndEmptyAgainIsNotTheEnd()
    {
        _service.SetEndpoints(EndpointSet.Empty);
        var call = _layer.InvokeAsync(ACall.With()).AsTask();
        Assert.Equal(1, _wanted.Reader.Count);

        // The registry answers at once: the app is still starting.
        _service.SetEndpoints(EndpointSet.Empty);
        await AdvanceAsync(call, OneQuestion);
        _service.SetEndpoints(EndpointSet.Empty);
        Assert.False(call.IsCompleted);

        _service.SetEndpoints(Set("10.0.0.1"));
        Assert.NotNull((await call).Response);
    }

    [Fact]
    public async Task RegistryThatCannotBeAsked_IsTheReason_AtOnce()
    {
        _service.SetProblem("the file is locked");

        var result = await _layer.InvokeAsync(ACall.With());

        Assert.Equal(("failed to resolve orders.default: the file is locked", CallProgress.Answered), (result.Error!.Message, result.Progress));
    }

    [Fact]
    public async Task EndpointThatWasNotReached_Rests_AndTheRegistryIsAskedAgain()
    {
        _service.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        EndpointState? dead = null;
        _next.Answer = call => (dead ??= call.Endpoint) == call.Endpoint ? Refused : Well;
        Assert.NotNull((await _layer.InvokeAsync(ACall.With())).Response);

        Assert.True(dead!.IsResting(_clock));
        Assert.Equal(1, _wanted.Reader.Count);
        for (var i = 0; i < 20; i++)
        {
            var another = ACall.With();
            await _layer.InvokeAsync(another);
            Assert.NotSame(dead, another.Endpoint);
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(dead.IsResting(_clock));
    }

    [Fact]
    public async Task EndpointThatBrokeOff_DoesNotRest()
    {
        _service.SetEndpoints(Set("10.0.0.1"));
        _next.Answer = _ => CallResult.Failed(MeshErrorCode.Unreachable, "reset", CallProgress.MaybeSent);

        await _layer.InvokeAsync(ACall.With());

        Assert.False(_service.Endpoints[0].IsResting(_clock));
        Assert.Equal(0, _wanted.Reader.Count);
    }

    [Fact]
    public async Task SecondAttempt_GoesToAnotherEndpoint()
    {
        _service.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        for (var i = 0; i < 20; i++)
        {
            var call = ACall.With();
            await _layer.InvokeAsync(call);
            var first = call.Endpoint;
            await _layer.InvokeAsync(call);
            Assert.NotSame(first, call.Endpoint);
        }
    }

    [Fact]
    public async Task CallerThatGoesAwayWhileWaiting_IsNotWaitedFor()
    {
        using var gone = new CancellationTokenSource();
        var call = _layer.InvokeAsync(ACall.With(aborted: gone.Token)).AsTask();

        await gone.CancelAsync();

        Assert.Equal(CallProgress.Abandoned, (await call).Progress);
        Assert.Equal(0, _next.Calls);
    }

    [Fact]
    public async Task EndpointThatCannotBeConnectedTo_IsNoEndpoint_AtOnceAndWithoutPolicy()
    {
        _service.SetEndpoints(Set("10.0.0.1", "10.0.0.2", "10.0.0.3"));
        List<EndpointState> asked = [];
        _next.Answer = call =>
        {
            asked.Add(call.Endpoint!);
            return asked.Count < 3 ? Refused : Well;
        };

        Assert.NotNull((await _layer.InvokeAsync(ACall.With("POST", body: ACall.Body("one order")))).Response);

        Assert.Equal(3, asked.Distinct().Count());
        Assert.Equal(0, _clock.Waiting);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    [InlineData(6, 4)]
    public async Task NoEndpointThatCanBeConnectedTo_IsToldAfterFourAtMost(int endpoints, int asked)
    {
        _service.SetEndpoints(Set([.. Enumerable.Range(1, endpoints).Select(i => "10.0.0." + i)]));
        _next.Answer = _ => Refused;

        Assert.Equal(CallProgress.NotSent, (await _layer.InvokeAsync(ACall.With())).Progress);

        Assert.Equal(asked, _next.Calls);
    }

    [Fact]
    public async Task AppThatIsDown_CostsNoCall_WhileAnotherIsUp()
    {
        _service.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        var down = _service.Endpoints[0];
        _next.Answer = call => call.Endpoint == down ? AppIsDown : Well;
        for (var i = 0; i < 50; i++)
        {
            Assert.NotNull((await _layer.InvokeAsync(ACall.With("POST", body: ACall.Body("one order")))).Response);
        }

        Assert.Equal(51, _next.Calls); // found out once, and left alone for a second
        Assert.False(down.Health.IsEjected);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(down.IsResting(_clock));
    }

    [Fact]
    public async Task EveryAppDown_IsToldInTheWordsOfTheLast()
    {
        _service.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        _next.Answer = _ => AppIsDown;

        Assert.Equal("app is down", (await _layer.InvokeAsync(ACall.With("POST"))).Error?.Message);

        Assert.Equal(2, _next.Calls);
    }

    [Fact]
    public async Task BodyThatHasBegunToFlow_GoesNowhereElse()
    {
        _service.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        var body = ACall.Body("one order");
        body.Answered();
        await body.CopyToAsync(Stream.Null);
        _next.Answer = _ => Refused;

        Assert.Equal(CallProgress.NotSent, (await _layer.InvokeAsync(ACall.With("POST", body: body))).Progress);

        Assert.Equal(1, _next.Calls);
    }

    [Fact]
    public async Task CallerThatWentAway_IsTakenNowhereElse()
    {
        using var gone = new CancellationTokenSource();
        _service.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        _next.Answer = _ =>
        {
            gone.Cancel();
            return Refused;
        };

        await _layer.InvokeAsync(ACall.With(aborted: gone.Token));

        Assert.Equal(1, _next.Calls);
    }

    [Fact]
    public async Task PeakEwma_PrefersTheQuickOne_AndFailuresAreNotSpeed()
    {
        _service.SetEndpoints(Set("10.0.0.1", "10.0.0.2", "10.0.0.3"));
        var plan = new ServicePlan { Balance = new BalancePlan(BalanceMethod.PeakEwma), Ejection = new EjectionPlan { ConsecutiveFailures = 0 } };
        var (quick, failing) = (_service.Endpoints[0], _service.Endpoints[1]);
        _next.Answer = call =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(call.Endpoint == quick ? 2 : call.Endpoint == failing ? 1 : 200));
            return call.Endpoint == failing ? CallResult.Answered(new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError)) : Well;
        };
        for (var i = 0; i < 300; i++)
        {
            var call = ACall.With();
            call.Plan = plan;
            await _layer.InvokeAsync(call);
        }

        Assert.Equal(0, failing.Latency.Seconds(_clock));
        Assert.InRange(quick.Latency.Seconds(_clock), 0.0001, 0.003);
        Assert.InRange(_service.Endpoints[2].Latency.Seconds(_clock), 0.05, 0.2);
    }

    private static CallResult Well => CallResult.Answered(new HttpResponseMessage());

    private static CallResult Refused => CallResult.Failed(MeshErrorCode.Unreachable, "refused", CallProgress.NotSent);

    private static CallResult AppIsDown => CallResult.Failed(MeshErrorCode.Unreachable, "app is down", CallProgress.Unreached);

    private static EndpointSet Set(params string[] hosts) => new([.. hosts.Select(host => new Endpoint(host, 50002))]);

    private async Task AdvanceAsync(Task call, TimeSpan by)
    {
        await Eventually.TrueAsync(() => call.IsCompleted || _clock.Waiting > 0);
        _clock.Advance(by);
        await Eventually.TrueAsync(() => call.IsCompleted || _clock.Waiting > 0);
    }

    private sealed class RecordingLayer : CallLayer
    {
        public int Calls { get; private set; }

        public Action<MeshCall> OnCall { get; set; } = _ => { };

        public Func<MeshCall, CallResult> Answer { get; set; } = _ => Well;

        public override ValueTask<CallResult> InvokeAsync(MeshCall call)
        {
            Calls++;
            OnCall(call);
            return new(Answer(call));
        }
    }
}
