using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Tests.DataPlane.Outbound.Layers;

public sealed class LimitLayerTests
{
    private static readonly LimitPlan One = new("tight", 1, 0);

    private readonly AnsweringLayer _next = new();
    private readonly ManualClock _clock = new();
    private readonly LogLines _lines = new();
    private readonly LimitLayer _layer;

    public LimitLayerTests() => _layer = new LimitLayer(_next, new ServiceName("orders", "default"), new InvocationMeters(), new FailureLog(_clock, _lines));

    [Fact]
    public async Task NoLimit_AnyNumberIsUnderWay_AndTheAnswerIsNotWrapped()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.IsType<StringContent>((await _layer.InvokeAsync(ACall.With())).Response!.Content);
        }
    }

    [Fact]
    public async Task OneTooMany_IsRefusedAtOnce_WithThePolicysName()
    {
        var first = await CallAsync(One);

        var refused = await CallAsync(One);

        Assert.Equal((MeshErrorCode.Overloaded, CallProgress.Answered), (refused.Error!.Code, refused.Progress));
        Assert.Equal((503, 8), (refused.Error.Code.HttpStatus, refused.Error.Code.GrpcStatus));
        Assert.Equal("limit policy tight, no attempt, 0 ms", refused.Error.Why?.ToString());
        Assert.StartsWith("too many calls to orders: 1 are under way and 0 wait, as many as policy tight allows", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _next.Calls);
        first.Response!.Dispose();
    }

    [Fact]
    public async Task RefusedCall_IsTold_WithThePolicysName()
    {
        var first = await CallAsync(One);

        await CallAsync(One);
        await CallAsync(One);

        Assert.StartsWith("Call to orders failed (limit policy tight, no attempt, 0 ms): too many calls to orders", Assert.Single(_lines.Of(LogLevel.Warning)), StringComparison.Ordinal);
        first.Response!.Dispose();
    }

    [Fact]
    public async Task Place_IsKeptUntilTheAnswerIsDisposed_AndTwiceIsOnce()
    {
        var first = (await CallAsync(One)).Response!;
        Assert.Equal("ok", await first.Content.ReadAsStringAsync());
        Assert.NotNull((await CallAsync(One)).Error);

        first.Dispose();
        first.Dispose();

        var second = (await CallAsync(One)).Response!;
        Assert.NotNull((await CallAsync(One)).Error);
        second.Dispose();
    }

    [Fact]
    public async Task FailedCall_GivesItsPlaceBack()
    {
        _next.Answer = () => CallResult.Failed(MeshErrorCode.Unreachable, "refused", CallProgress.NotSent);
        await CallAsync(One);
        _next.Answer = () => throw new InvalidOperationException();
        await Assert.ThrowsAsync<InvalidOperationException>(() => CallAsync(One).AsTask());
        _next.Answer = () => CallResult.Answered(new HttpResponseMessage());

        Assert.NotNull((await CallAsync(One)).Response);
    }

    [Fact]
    public async Task CallThatWaits_EndsWithItsCaller()
    {
        using var gone = new CancellationTokenSource();
        using var first = (await CallAsync(One)).Response!;
        var waiting = CallAsync(One with { MaxPending = 1 }, gone.Token).AsTask();
        Assert.False(waiting.IsCompleted);

        await gone.CancelAsync();

        Assert.Equal(CallProgress.Abandoned, (await waiting).Progress);
        Assert.Equal(1, _next.Calls);
    }

    private ValueTask<CallResult> CallAsync(LimitPlan limit, CancellationToken aborted = default)
    {
        var call = ACall.With(aborted: aborted);
        call.Plan = new ServicePlan { Limit = limit };
        return _layer.InvokeAsync(call);
    }

    private sealed class AnsweringLayer : CallLayer
    {
        public int Calls { get; private set; }

        public Func<CallResult> Answer { get; set; } = () => CallResult.Answered(new HttpResponseMessage { Content = new StringContent("ok") });

        public override ValueTask<CallResult> InvokeAsync(MeshCall call)
        {
            Calls++;
            return new(Answer());
        }
    }
}
