namespace MeshRuntime.InteropTests.Http2;

public sealed class GrpcPortTests(InteropMesh mesh) : PortTests(mesh, "grpc")
{
    [Theory]
    [MemberData(nameof(CaseNames.Messages), MemberType = typeof(CaseNames))]
    public Task Message_IsPassedOrRefused(string name) => AssertAsync("messages", name);

    [Fact]
    public async Task EveryCaseOfMessages_IsATestHere() =>
        Assert.Equal(CaseNames.Messages.Select(row => row.Data).Order(), (await RunAsync("messages")).Names.Order());
}
