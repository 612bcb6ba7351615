using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Health;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class GrpcGuardTests : IDisposable
{
    private readonly GrpcPort _port = new(token: "secret");

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData(null, "missing api token in request metadata")]
    [InlineData("wrong", "authentication error: api token mismatch")]
    [InlineData("secret,secret", "authentication error: api token mismatch")]
    public async Task CallWithoutTheToken_IsRefusedInDaprsWords(string? token, string reason)
    {
        var exchange = await _port.CallAsync(
            GrpcPort.Dapr + "GetMetadata", new GetMetadataRequest(), [.. token?.Split(',').Select(value => ("dapr-api-token", value)) ?? []]);

        Assert.Equal((GrpcCode.Unauthenticated, "Unauthorized"), (exchange.Code, exchange.Message));
        var info = GrpcPort.InfoOf(exchange);
        Assert.Equal(("Unauthorized", "dapr.io", "401", reason), (info.Reason, info.Domain, info.Metadata["http.code"], info.Metadata["http.error_message"]));
    }

    [Theory]
    [InlineData("/dapr.proto.runtime.v1.Dapr/GetState", "")]
    [InlineData("/dapr.proto.runtime.v1.Dapr/MadeUp", "")]
    [InlineData("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "")]
    [InlineData("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "")]
    [InlineData("/shop.Orders/Place", "")]
    [InlineData("/shop.Orders/Place", "orders")]
    [InlineData("/grpc.health.v1.Health/Check", "orders")]
    [InlineData("/grpc.health.v1.Health/Other", "")]
    public async Task WithoutTheToken_NothingIsServed_NorGoesThrough(string path, string target)
    {
        var exchange = await _port.CallAsync(path, new Empty(), target.Length > 0 ? [("dapr-app-id", target)] : []);

        Assert.Equal(GrpcCode.Unauthenticated, exchange.Code);
        Assert.Empty(_port.Passed);
    }

    [Theory]
    [InlineData("Check")]
    [InlineData("List")]
    public async Task OwnHealth_NeedsNoToken(string method) =>
        Assert.Equal(GrpcCode.Ok, (await _port.CallAsync("/grpc.health.v1.Health/" + method, new HealthCheckRequest())).Code);

    [Fact]
    public async Task TheToken_OpensEverything()
    {
        Assert.Equal(GrpcCode.Ok, (await _port.CallAsync(GrpcPort.Dapr + "GetMetadata", new GetMetadataRequest(), ("dapr-api-token", "secret"))).Code);
        await _port.CallAsync("/shop.Orders/Place", new Empty(), ("dapr-api-token", "secret"), ("dapr-app-id", "orders"));
        Assert.Single(_port.Passed);
    }
}
