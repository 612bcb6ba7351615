using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class GrpcHeadersTests
{
    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc;charset=utf-8", true)]
    [InlineData("application/grpc ; x=y", true)]
    [InlineData("Application/GRPC", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/grpc-web+proto", false)]
    [InlineData("application/grpcx", false)]
    [InlineData("application/json", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void ContentType_IsGrpcOrNot(string? contentType, bool expected) => Assert.Equal(expected, GrpcHeaders.IsGrpc(contentType));
}
