using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Health;
using MeshRuntime.Tests.Protocol.Grpc;
using ServingStatus = MeshRuntime.Protocol.Protos.Health.HealthCheckResponse.Types.ServingStatus;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class GrpcHealthTests : IDisposable
{
    private const string Health = "/grpc.health.v1.Health/";

    private readonly GrpcPort _port = new();

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("dapr.proto.runtime.v1.Dapr")]
    public async Task Check_TellsWhetherSidecarAndAppAreUp(string service)
    {
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(service));
        _port.Readiness.OutboundIsReady();
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(service));
        _port.Readiness.AppIsReady();
        Assert.Equal(ServingStatus.Serving, await CheckAsync(service));
        _port.Readiness.Stopping();
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(service));
    }

    [Fact]
    public async Task CheckOfAnUnknownService_IsNotFound()
    {
        var exchange = await _port.CallAsync(Health + "Check", new HealthCheckRequest { Service = "shop.Orders" });

        Assert.Equal((GrpcCode.NotFound, true), (exchange.Code, exchange.Message.Contains("shop.Orders", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task List_HasBothNames()
    {
        _port.Readiness.OutboundIsReady();
        _port.Readiness.AppIsReady();

        var exchange = await _port.CallAsync(Health + "List", new HealthListRequest());

        Assert.Equal(
            [("", ServingStatus.Serving), ("dapr.proto.runtime.v1.Dapr", ServingStatus.Serving)],
            (await exchange.ReadAsync(HealthListResponse.Parser))!.Statuses.Select(pair => (pair.Key, pair.Value.Status)).Order());
    }

    [Fact]
    public async Task Watch_TellsEachChangeOnce_AndEndsWhenTheSidecarStops()
    {
        var (exchange, watching) = await WatchAsync("");
        Assert.Equal(ServingStatus.NotServing, await NextAsync(exchange));

        _port.Readiness.OutboundIsReady(); // no change of what is told
        _port.Readiness.AppIsReady();
        Assert.Equal(ServingStatus.Serving, await NextAsync(exchange));

        _port.Readiness.Stopping();
        Assert.Equal(ServingStatus.NotServing, await NextAsync(exchange));
        await watching;
        Assert.Equal(GrpcCode.Unavailable, exchange.Code);
    }

    [Fact]
    public async Task WatchOfAnUnknownService_SaysSoAndStaysOpen()
    {
        var (exchange, watching) = await WatchAsync("shop.Orders");

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(exchange));
        Assert.False(watching.IsCompleted);
        exchange.Abort();
        await watching;
    }

    private async Task<ServingStatus> CheckAsync(string service)
    {
        var exchange = await _port.CallAsync(Health + "Check", new HealthCheckRequest { Service = service });
        return await NextAsync(exchange);
    }

    private async Task<(ServerExchange Exchange, Task Watching)> WatchAsync(string service)
    {
        var exchange = GrpcPort.Exchange(Health + "Watch");
        await exchange.SendAsync(new HealthCheckRequest { Service = service });
        await exchange.HalfCloseAsync();
        return (exchange, _port.Endpoint.HandleAsync(exchange.Http));
    }

    private static async Task<ServingStatus> NextAsync(ServerExchange exchange) => (await exchange.ReadAsync(HealthCheckResponse.Parser))!.Status;
}
