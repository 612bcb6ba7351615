using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Inbound;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.DataPlane.Inbound;

public sealed class InboundGateTests : IDisposable
{
    private static readonly WorkloadIdentity Caller = new("public", "default", "checkout");

    private readonly SnapshotCell _snapshots = new();
    private readonly MeshMeters _meters = new();
    private readonly MemoryApp _app = new();
    private readonly AppChannel _channel;
    private readonly InboundGate _gate;

    public InboundGateTests()
    {
        _channel = new AppChannel(
            new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, null, 4096),
            new WorkloadIdentity("public", "default", "orders"),
            health: null,
            (_, cancellation) => _app.ConnectAsync(cancellation));
        _gate = new InboundGate(_snapshots, _channel, _meters, NullLoggerFactory.Instance);
    }

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task WithoutPolicy_AnyPeerReachesTheApp()
    {
        Assert.NotNull((await _gate.InvokeAsync(ACall.With(caller: Caller))).Response);
        Assert.Single(_app.Requests);
        Assert.Equal(1, Counter("req_recv_total").For(new LabelValues("checkout")).Value);
        Assert.Equal(1, Counter("res_sent_total").For(new LabelValues("checkout", "200")).Value);
    }

    [Fact]
    public async Task DeniedCall_DoesNotReachTheApp_AndLearnsOnlyWhatItSaid()
    {
        Deny();

        var result = await _gate.InvokeAsync(ACall.With("POST", "/secret", caller: Caller));

        Assert.Equal(
            "access control policy has denied access to id: spiffe://public/ns/default/checkout operation: /secret verb: POST", result.Error?.Message);
        Assert.Equal(403, result.Error?.Code.HttpStatus);
        Assert.Equal(CallProgress.Answered, result.Progress);
        Assert.Empty(_app.Requests);
        Assert.Equal(1, Counter("res_sent_total").For(new LabelValues("checkout", "403")).Value);
    }

    [Fact]
    public async Task PeerWithoutIdentity_IsDeniedByAnyPolicy()
    {
        Deny();

        Assert.Equal(403, (await _gate.InvokeAsync(ACall.With())).Error?.Code.HttpStatus);
    }

    [Theory]
    [InlineData("/dapr/subscribe")]
    [InlineData("/DAPR/config")]
    [InlineData("//dapr/./config")]
    [InlineData("/%64apr%2Fconfig")]
    public async Task WhatASidecarAsksItsOwnApp_IsNotForOthers(string path)
    {
        Assert.Equal(403, (await _gate.InvokeAsync(ACall.With(path: path, caller: Caller))).Error?.Code.HttpStatus);
        Assert.Empty(_app.Requests);
    }

    [Fact]
    public async Task PathThatOnlyBeginsLikeThem_IsTheAppsOwn() => Assert.NotNull((await _gate.InvokeAsync(ACall.With(path: "/daprish/x"))).Response);

    [Fact]
    public async Task SidecarWithoutApp_SaysSo_AndNoAppHasSeenTheCall()
    {
        var gate = new InboundGate(_snapshots, app: null, _meters, NullLoggerFactory.Instance);

        var result = await gate.InvokeAsync(ACall.With(caller: Caller));

        Assert.Equal("app channel is not initialized: the sidecar was started without --app-port", result.Error?.Message);
        Assert.Equal(CallProgress.NotSent, result.Progress);
    }

    private void Deny() => _snapshots.Swap(new MeshSnapshot
    {
        Access = AccessPlan.Compile(new AccessDescription("deny", [])),
    });

    private MeterFamily<Counter> Counter(string name) =>
        _meters.Invocations.Families.OfType<MeterFamily<Counter>>().Single(family => family.Name.EndsWith(name, StringComparison.Ordinal));
}
