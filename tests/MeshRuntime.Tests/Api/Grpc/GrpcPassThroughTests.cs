using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Api.Grpc;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class GrpcPassThroughTests : IDisposable
{
    private static readonly WorkloadIdentity Self = new("public", "default", "checkout");

    private readonly GrpcPort.FakePeer _peer = new();
    private readonly ServiceTable _services;
    private readonly AppChannel _channel;

    public GrpcPassThroughTests()
    {
        _services = new ServiceTable((name, wanted) => new Service(name, new MemoryStream(), wanted, _ => _peer));
        _channel = new AppChannel(
            new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, null, 4096), Self, health: null, (_, _) => throw new InvalidOperationException("no call of the own app"));
    }

    public void Dispose()
    {
        _services.Dispose();
        _channel.Dispose();
    }

    [Fact]
    public async Task CallThatFails_TellsItsWay_Unasked()
    {
        _peer.Why = new ErrorWhy("timeout", "fast", 2, 2, "10.0.0.7:50002", TimeSpan.FromMilliseconds(812));
        _peer.Result = () => CallResult.Failed(MeshErrorCode.TimedOut, "no time", CallProgress.MaybeSent);
        var exchange = GrpcPort.Exchange("/shop.Orders/New", ("dapr-app-id", "orders"));
        await exchange.HalfCloseAsync();

        await new GrpcPassThrough(Self, new Invoker(Self, new SnapshotCell(), _services, _channel), null, new ManualClock()).HandleAsync(exchange.Http);

        Assert.Equal(GrpcCode.DeadlineExceeded, exchange.Code);
        Assert.Equal("timeout policy fast, attempt 2 of 2, endpoint 10.0.0.7:50002, 812 ms", exchange.Headers["mesh-why"]);
    }
}
