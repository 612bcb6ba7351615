using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary>The C# gRPC quickstart: a generated client and service, on gRPC's own packages.</summary>
[Collection(AloneCollection.Name)]
public sealed class GrpcDotnetTests
{
    [Fact]
    public async Task Quickstart_CallsAndStreams_AndLeavesNoProcessBehind()
    {
        var output = await Quickstart.RunAsync("quickstarts/grpc-dotnet", "Done: the order has arrived");

        Assert.Contains("Accepted order 3: 3 x cake", output, StringComparison.Ordinal);
        Assert.Contains("Placed order 3: 3 x cake", output, StringComparison.Ordinal);
        Assert.Contains("Refused as InvalidArgument: An order needs", output, StringComparison.Ordinal);
        Assert.Contains("Order 3: Delivered", output, StringComparison.Ordinal);
    }
}
