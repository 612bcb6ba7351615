using System.IO.Pipelines;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Outbound.Layers;

public sealed class PolicyLayerTests
{
    private readonly ManualClock _clock = new();
    private readonly ScriptedLayer _next = new();
    private readonly PolicyLayer _layer;

    public PolicyLayerTests() =>
        _layer = new PolicyLayer(_next, ThePolicies.On(_clock));

    [Fact]
    public async Task Answer_IsReturnedAtOnce()
    {
        _next.Then(Ok());

        Assert.NotNull((await _layer.InvokeAsync(ACall.With())).Response);
        Assert.Equal(1, _next.Attempts);
    }

    [Fact]
    public async Task CallThatNoAppHasSeen_IsMadeAgain_WhateverItsMethod()
    {
        _next.Then(Fail(CallProgress.NotSent), Ok());

        Assert.NotNull((await _layer.InvokeAsync(ACall.With("POST"))).Response);
        Assert.Equal(2, _next.Attempts);
    }

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("HEAD", 2)]
    [InlineData("PUT", 2)]
    [InlineData("DELETE", 2)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("PROPFIND", 1)]
    public async Task CallThatAnAppMayHaveSeen_IsMadeAgain_OnlyWhenIdempotent(string method, int attempts)
    {
        _next.Then(Fail(CallProgress.MaybeSent), Ok());

        await _layer.InvokeAsync(ACall.With(method));

        Assert.Equal(attempts, _next.Attempts);
    }

    [Fact]
    public async Task BodyThatIsNotKept_IsNeverSentAgain()
    {
        var body = new CallBody(PipeReader.Create(new MemoryStream(new byte[100_000]), new StreamPipeReaderOptions(bufferSize: 100_001)), 100_000);
        await body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        _next.Then(Fail(CallProgress.NotSent), Ok());

        Assert.NotNull((await _layer.InvokeAsync(ACall.With("PUT", body: body))).Error);
        Assert.Equal(1, _next.Attempts);
    }

    [Fact]
    public async Task SmallBody_IsSentAgainWhole()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        var body = new CallBody(pipe.Reader, 3);
        await body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        _next.Then(Fail(CallProgress.NotSent), Ok());

        Assert.NotNull((await _layer.InvokeAsync(ACall.With("POST", body: body))).Response);
        var again = new MemoryStream();
        await body.CopyToAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], again.ToArray());
    }

    [Fact]
    public async Task SameEndpointFailingAgain_IsGivenASecondEachTime_ThenTheErrorSaysHowOften()
    {
        var endpoint = new EndpointState(new Endpoint("10.0.0.1", 50002));
        _next.Then(Fail(CallProgress.NotSent), Fail(CallProgress.NotSent), Fail(CallProgress.NotSent), Fail(CallProgress.NotSent)).At(endpoint);

        var call = _layer.InvokeAsync(ACall.With()).AsTask();
        for (var attempts = 2; attempts < 4; attempts++)
        {
            Assert.Equal(attempts, _next.Attempts);
            Assert.False(call.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Eventually.TrueAsync(() => call.IsCompleted || _clock.Waiting > 0);
        }

        var result = await call;
        Assert.Equal(4, _next.Attempts);
        Assert.Equal("failed to invoke target orders after 3 retries. Error: boom", result.Error?.Message);
    }

    [Fact]
    public async Task GrpcCall_ReconnectsOnce_AndIsNotKeptWaiting()
    {
        _next.Then(Fail(CallProgress.NotSent), Fail(CallProgress.NotSent), Ok()).At(new EndpointState(new Endpoint("10.0.0.1", 50002)));

        var result = await _layer.InvokeAsync(ACall.With("POST", kind: CallKind.Grpc));

        Assert.Equal("boom", result.Error?.Message);
        Assert.Equal(2, _next.Attempts);
        Assert.Equal(0, _clock.Waiting);
    }

    [Fact]
    public async Task RetryPlanOfTheTarget_IsObeyed()
    {
        var plan = new ServicePlan { BuiltInRetry = new RetryPlan("none", 0, TimeSpan.Zero) };
        var call = ACall.With();
        call.Plan = plan;
        _next.Then(Fail(CallProgress.NotSent));

        Assert.NotNull((await _layer.InvokeAsync(call)).Error);
        Assert.Equal(1, _next.Attempts);
    }

    [Fact]
    public async Task CallerThatWentAway_IsNotTriedAgain()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        _next.Then(Fail(CallProgress.NotSent), Ok());

        await _layer.InvokeAsync(ACall.With(aborted: gone.Token));

        Assert.Equal(1, _next.Attempts);
    }

    private static CallResult Ok() => CallResult.Answered(new HttpResponseMessage());

    private static CallResult Fail(CallProgress progress) => CallResult.Failed(MeshErrorCode.DirectInvoke, "boom", progress);

    private sealed class ScriptedLayer : CallLayer
    {
        private readonly Queue<CallResult> _results = new();
        private EndpointState? _endpoint;

        public int Attempts { get; private set; }

        public ScriptedLayer Then(params CallResult[] results)
        {
            Array.ForEach(results, _results.Enqueue);
            return this;
        }

        public void At(EndpointState endpoint) => _endpoint = endpoint;

        public override ValueTask<CallResult> InvokeAsync(MeshCall call)
        {
            Attempts++;

            // Without a fixed endpoint each attempt goes to another one, as with several instances.
            call.Endpoint = _endpoint ?? new EndpointState(new Endpoint("10.0.1." + Attempts, 50002));
            return new(_results.Dequeue());
        }
    }
}
