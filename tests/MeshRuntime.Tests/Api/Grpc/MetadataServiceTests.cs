using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class MetadataServiceTests : IDisposable
{
    private readonly GrpcPort _port = new();

    public void Dispose() => _port.Dispose();

    [Fact]
    public async Task Everything_IsInDaprsMessage()
    {
        _port.Snapshots.Swap(new MeshSnapshot
        {
            Features = ["HotReload"],
            Components = [new ComponentPlan("vault", "secretstores.local.file", "v1", ["MULTIPLE_KEY_VALUES_PER_SECRET"])],
        });

        Assert.Equal(
            new GetMetadataResponse
            {
                Id = "checkout",
                RuntimeVersion = "1.2.3",
                EnabledFeatures = { "HotReload" },
                RegisteredComponents =
                {
                    new RegisteredComponents
                    {
                        Name = "vault", Type = "secretstores.local.file", Version = "v1", Capabilities = { "MULTIPLE_KEY_VALUES_PER_SECRET" },
                    },
                },
                ExtendedMetadata = { ["daprRuntimeVersion"] = "1.2.3" },
                AppConnectionProperties = new AppConnectionProperties { Port = 5001, Protocol = "h2c", ChannelAddress = "127.0.0.1", MaxConcurrency = 7 },
                ActorRuntime = new ActorRuntime
                {
                    RuntimeStatus = ActorRuntime.Types.ActorRuntimeStatus.Disabled, Placement = "placement: disconnected",
                },
            },
            await GetAsync());
    }

    [Fact]
    public async Task Pairs_AreTheSameAsOverHttp()
    {
        var http = new MetadataEndpoint(_port.Metadata);
        await new Exchange("PUT", "/v1.0/metadata/there", "http").ServedByAsync(context => http.PutAsync(context, "there"));
        Assert.Equal(GrpcCode.Ok, await SetAsync("here", "grpc"));
        Assert.Equal(GrpcCode.Ok, await SetAsync("daprRuntimeVersion", "forged"));

        Assert.Equal(
            [("daprRuntimeVersion", "1.2.3"), ("here", "grpc"), ("there", "http")],
            (await GetAsync()).ExtendedMetadata.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Contains("\"here\":\"grpc\"", (await new Exchange("GET", "/v1.0/metadata").ServedByAsync(http.GetAsync)).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PairWithoutKey_IsTakenAndForgotten()
    {
        Assert.Equal(GrpcCode.Ok, await SetAsync("", "x"));
        Assert.Single((await GetAsync()).ExtendedMetadata);
    }

    [Theory]
    [InlineData(64 * 1024, GrpcCode.Ok)]
    [InlineData((64 * 1024) + 1, GrpcCode.InvalidArgument)]
    public async Task Value_HasALimit(int length, GrpcCode code) => Assert.Equal(code, await SetAsync("key", new string('x', length)));

    [Fact]
    public async Task Keys_HaveALimit_AndOldOnesCanStillChange()
    {
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(_port.Metadata.Set($"key{i}", "x"));
        }

        Assert.Equal(GrpcCode.InvalidArgument, await SetAsync("one more", "x"));
        Assert.Equal(GrpcCode.Ok, await SetAsync("key7", "y"));
    }

    private async Task<GetMetadataResponse> GetAsync()
    {
        var exchange = await _port.CallAsync(GrpcPort.Dapr + "GetMetadata", new GetMetadataRequest());
        Assert.Equal(GrpcCode.Ok, exchange.Code);
        return (await exchange.ReadAsync(GetMetadataResponse.Parser))!;
    }

    private async Task<GrpcCode?> SetAsync(string key, string value) =>
        (await _port.CallAsync(GrpcPort.Dapr + "SetMetadata", new SetMetadataRequest { Key = key, Value = value })).Code;
}
