using Google.Protobuf.WellKnownTypes;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Health;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class GrpcEndpointTests : IDisposable
{
    private readonly GrpcPort _port = new();

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData("dapr-app-id", "/shop.Orders/Place")]
    [InlineData("dapr-callee-app-id", "/shop.Orders/Place")]
    [InlineData("dapr-app-id", "/grpc.health.v1.Health/Check")]
    [InlineData("dapr-app-id", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo")]
    public async Task CallThatNamesATarget_GoesThrough(string header, string path)
    {
        await _port.CallAsync(path, new Empty(), (header, "orders"));

        Assert.Equal([path], _port.Passed);
        Assert.Equal([new LabelValues(path, "OK")], Series());
    }

    [Theory]
    [InlineData("/dapr.proto.runtime.v1.Dapr/GetMetadata", GrpcCode.Ok)]
    [InlineData("/dapr.proto.runtime.v1.Dapr/GetState", GrpcCode.Unimplemented)]
    [InlineData("/dapr.proto.runtime.v1.AppCallback/OnInvoke", GrpcCode.Unimplemented)]
    [InlineData("/dapr.proto.internals.v1.ServiceInvocation/CallLocal", GrpcCode.Unimplemented)]
    public async Task MethodOfDapr_NeverGoesThrough(string path, GrpcCode code)
    {
        var exchange = await _port.CallAsync(path, new Empty(), ("dapr-app-id", "orders"));

        Assert.Equal(code, exchange.Code);
        Assert.Empty(_port.Passed);
    }

    [Theory]
    [InlineData("/shop.Orders/Place")]
    [InlineData("/grpc.health.v1.Health/Other")]
    [InlineData("/")]
    public async Task CallWithoutTarget_IsToldHowToNameOne(string path)
    {
        var exchange = await _port.CallAsync(path, new Empty());

        Assert.Equal(
            (GrpcCode.Unknown, "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found"), (exchange.Code, exchange.Message));
        Assert.Equal([new LabelValues("", "Unknown")], Series());
    }

    [Fact]
    public async Task RequestThatIsNoGrpc_IsRefusedAsHttp()
    {
        var exchange = GrpcPort.Exchange("/dapr.proto.runtime.v1.Dapr/GetMetadata");
        exchange.Http.Request.ContentType = "application/json";

        await _port.Endpoint.HandleAsync(exchange.Http);

        Assert.Equal(415, exchange.StatusCode);
        Assert.Null(exchange.Code);
    }

    [Theory]
    [InlineData("/dapr.proto.runtime.v1.Dapr/GetMetadata", "")]
    [InlineData("/grpc.health.v1.Health/Check", "")]
    [InlineData("/shop.Orders/Place", "orders")]
    public async Task ForeignAuthority_IsRefused_WhateverItAsksFor(string path, string target)
    {
        var exchange = GrpcPort.Exchange(path, target.Length > 0 ? [("dapr-app-id", target)] : []);
        exchange.Http.Request.Headers.Host = "evil.example:50001";

        await _port.Endpoint.HandleAsync(exchange.Http);

        Assert.Equal(GrpcCode.PermissionDenied, exchange.Code);
        Assert.Contains("MESH_ALLOWED_HOSTS", exchange.Message, StringComparison.Ordinal);
        Assert.Empty(_port.Passed);
    }

    [Fact]
    public async Task KnownMethod_CountsUnderItsName_AlsoWhenItFails()
    {
        await _port.CallAsync("/dapr.proto.runtime.v1.Dapr/GetState", new GetStateRequest());
        await _port.CallAsync("/grpc.health.v1.Health/Check", new HealthCheckRequest { Service = "nobody" });
        await _port.CallAsync("/dapr.proto.runtime.v1.Dapr/MadeUp", new Empty());

        Assert.Equal(
            [
                new LabelValues("", "Unimplemented"),
                new LabelValues("/dapr.proto.runtime.v1.Dapr/GetState", "Unimplemented"),
                new LabelValues("/grpc.health.v1.Health/Check", "NotFound"),
            ],
            Series());
    }

    private IEnumerable<LabelValues> Series() =>
        _port.Meters.Families.OfType<MeterFamily<LatencyHistogram>>().Single().Series.Select(series => series.Key).OrderBy(key => key.First, StringComparer.Ordinal);
}
