using Google.Protobuf.Reflection;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Reflection;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class GrpcReflectionTests : IDisposable
{
    private const string DaprFile = "dapr/proto/runtime/v1/dapr.proto";

    private readonly GrpcPort _port = new();

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData("v1")]
    [InlineData("v1alpha")]
    public async Task BothVersions_ListTheServicesOfThisPort(string version)
    {
        var (answer, _) = await AskAsync(version, new ServerReflectionRequest { Host = "here", ListServices = "*" });

        Assert.Equal(
            [
                "dapr.proto.runtime.v1.Dapr", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
            ],
            answer.ListServicesResponse.Service.Select(service => service.Name));
        Assert.Equal(("here", "*"), (answer.ValidHost, answer.OriginalRequest.ListServices));
    }

    [Fact]
    public async Task File_ComesWithAllThatItStandsOn_SoThatAClientCanBuildIt()
    {
        var (answer, _) = await AskAsync("v1", new ServerReflectionRequest { FileByFilename = DaprFile });

        var files = Files(answer);
        Assert.Equal(DaprFile, files[0].Name);
        Assert.Equal(files.SelectMany(file => file.Dependency).Append(DaprFile).Distinct().Order(), files.Select(file => file.Name).Order());
        Assert.Equal(72, files[0].Service.Single().Method.Count);
    }

    [Theory]
    [InlineData("dapr.proto.runtime.v1.Dapr", DaprFile)]
    [InlineData("dapr.proto.runtime.v1.Dapr.InvokeService", DaprFile)]
    [InlineData(".dapr.proto.runtime.v1.Dapr", DaprFile)]
    [InlineData("dapr.proto.common.v1.HTTPExtension.Verb", "dapr/proto/common/v1/common.proto")]
    [InlineData("dapr.proto.runtime.v1.PubsubSubscriptionType", "dapr/proto/runtime/v1/metadata.proto")]
    [InlineData("google.protobuf.Any", "google/protobuf/any.proto")]
    [InlineData("grpc.health.v1.Health", "grpc/health/v1/health.proto")]
    [InlineData("grpc.reflection.v1alpha.ServerReflection", "grpc/reflection/v1alpha/reflection.proto")]
    public async Task Symbol_IsFoundInItsFile(string symbol, string file)
    {
        var (answer, _) = await AskAsync("v1", new ServerReflectionRequest { FileContainingSymbol = symbol });

        Assert.Equal(file, Files(answer)[0].Name);
    }

    [Fact]
    public async Task FileThatWasSent_IsSentAgainOnlyWhenItIsAskedFor()
    {
        var (_, second) = await AskAsync(
            "v1", new ServerReflectionRequest { FileByFilename = DaprFile }, new ServerReflectionRequest { FileByFilename = "dapr/proto/runtime/v1/invoke.proto" });

        Assert.Equal(["dapr/proto/runtime/v1/invoke.proto"], Files(second!).Select(file => file.Name));
    }

    [Fact]
    public async Task TypeWithoutExtensions_HasNone()
    {
        var (answer, _) = await AskAsync("v1", new ServerReflectionRequest { AllExtensionNumbersOfType = "dapr.proto.runtime.v1.InvokeServiceRequest" });

        Assert.Equal("dapr.proto.runtime.v1.InvokeServiceRequest", answer.AllExtensionNumbersResponse.BaseTypeName);
        Assert.Empty(answer.AllExtensionNumbersResponse.ExtensionNumber);
    }

    public static TheoryData<ServerReflectionRequest, GrpcCode> Refused => new()
    {
        { new ServerReflectionRequest { FileByFilename = "no.proto" }, GrpcCode.NotFound },
        { new ServerReflectionRequest { FileContainingSymbol = "no.Such" }, GrpcCode.NotFound },
        { new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = "no.Such", ExtensionNumber = 1 } }, GrpcCode.NotFound },
        { new ServerReflectionRequest { AllExtensionNumbersOfType = "no.Such" }, GrpcCode.NotFound },
        { new ServerReflectionRequest(), GrpcCode.InvalidArgument },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task WhatIsNotThere_IsAnAnswer_AndTheStreamGoesOn(ServerReflectionRequest request, GrpcCode code)
    {
        var (first, second) = await AskAsync("v1", request, new ServerReflectionRequest { ListServices = "" });

        Assert.Equal((int)code, first.ErrorResponse.ErrorCode);
        Assert.NotEmpty(first.ErrorResponse.ErrorMessage);
        Assert.Equal(4, second!.ListServicesResponse.Service.Count);
    }

    private async Task<(ServerReflectionResponse First, ServerReflectionResponse? Second)> AskAsync(string version, params ServerReflectionRequest[] requests)
    {
        var exchange = GrpcPort.Exchange($"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        await exchange.SendAsync(requests);
        await exchange.HalfCloseAsync();
        await _port.Endpoint.HandleAsync(exchange.Http);
        Assert.Equal(GrpcCode.Ok, exchange.Code);
        var first = await exchange.ReadAsync(ServerReflectionResponse.Parser);
        return (first!, requests.Length > 1 ? await exchange.ReadAsync(ServerReflectionResponse.Parser) : null);
    }

    private static List<FileDescriptorProto> Files(ServerReflectionResponse answer) =>
        [.. answer.FileDescriptorResponse.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes))];
}
