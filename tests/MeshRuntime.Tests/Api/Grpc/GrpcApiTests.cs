using System.Collections.Frozen;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Api.Grpc;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class GrpcApiTests : IDisposable
{
    // What works: the rest of the service says that it does not.
    private static readonly string[] Working = ["InvokeService", "GetMetadata", "SetMetadata", "PublishEvent", "BulkPublishEvent", "BulkPublishEventAlpha1", "SubscribeTopicEventsAlpha1", "GetSecret", "GetBulkSecret", "Shutdown"];

    private readonly GrpcPort _port = new();

    public static TheoryData<string> EveryMethod => [.. DaprReflection.Descriptor.Services.Single().Methods.Select(method => method.Name)];

    public void Dispose() => _port.Dispose();

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public async Task EveryMethodOfTheProtocol_WorksOrSaysThatItDoesNot(string method)
    {
        var exchange = await _port.CallAsync(GrpcPort.Dapr + method, new Empty());

        Assert.Equal(Working.Contains(method), exchange.Code != GrpcCode.Unimplemented);
        if (!Working.Contains(method))
        {
            Assert.Equal($"this version of the sidecar does not have {method} yet; docs/compatibility.md says what it has", exchange.Message);
        }

        Assert.Empty(_port.Faults);
    }

    [Theory]
    [MemberData(nameof(EveryMethod))]
    public void EveryMethodOfTheProtocol_BelongsToAPart_OfItsOwnVersion(string method)
    {
        var version = new[] { "Alpha1", "Alpha2", "Beta1" }.FirstOrDefault(suffix => method.EndsWith(suffix, StringComparison.Ordinal)) ?? "";

        Assert.Equal("v1" + version.ToLowerInvariant(), GrpcApiParts.Find(method)?.Version);
    }

    [Theory]
    [InlineData("/dapr.proto.runtime.v1.Dapr/GetMetaData")]
    [InlineData("/dapr.proto.runtime.v2.Dapr/GetMetadata")]
    public void ListWithAPathThatTheProtocolHasNot_IsRefused(string path)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => GrpcApi.CheckAgainstProtocol([GrpcPort.Dapr + "GetMetadata", path]));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MethodThatTheProtocolHasNot_IsNamed()
    {
        var exchange = await _port.CallAsync(GrpcPort.Dapr + "getMetadata", new Empty());

        Assert.Equal((GrpcCode.Unimplemented, $"a sidecar has no method {GrpcPort.Dapr}getMetadata"), (exchange.Code, exchange.Message));
    }

    [Theory]
    [InlineData("invoke", "", "GetMetadata", false)]
    [InlineData("metadata", "", "GetMetadata", true)]
    [InlineData("metadata", "metadata", "GetMetadata", false)]
    [InlineData("", "metadata", "GetMetadata", false)]
    [InlineData("", "invoke", "GetMetadata", true)]
    [InlineData("", "state", "GetState", false)]
    [InlineData("", "secrets", "GetSecret", false)]
    [InlineData("", "secrets", "GetBulkSecret", false)]
    [InlineData("metadata", "", "MadeUp", false)]
    public async Task PartThatIsSwitchedOff_IsNotServed(string allowed, string denied, string method, bool isServed)
    {
        _port.Snapshots.Swap(new MeshSnapshot { GrpcApi = new ApiPlan(Parts(allowed), Parts(denied)) });

        var exchange = await _port.CallAsync(GrpcPort.Dapr + method, new Empty());

        if (isServed)
        {
            Assert.Equal(GrpcCode.Ok, exchange.Code);
            return;
        }

        Assert.Equal((GrpcCode.Unimplemented, "Not Implemented"), (exchange.Code, exchange.Message));
        var info = GrpcPort.InfoOf(exchange);
        Assert.Equal(("501", "requested endpoint is not available"), (info.Metadata["http.code"], info.Metadata["http.error_message"]));
    }

    [Fact]
    public async Task RulesForHttp_SayNothingAboutGrpc()
    {
        _port.Snapshots.Swap(new MeshSnapshot { Api = new ApiPlan(Parts("invoke"), Parts("metadata")) });

        Assert.Equal(GrpcCode.Ok, (await _port.CallAsync(GrpcPort.Dapr + "GetMetadata", new Empty())).Code);
    }

    private static FrozenSet<ApiPart> Parts(string name) => name.Length > 0 ? [new ApiPart("v1", name)] : [];
}
