using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary>The first command of the README: the quickstart runs, prints what it promises, and leaves nothing behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class HelloInvokeTests
{
    [Fact]
    public async Task Quickstart_PlacesTenOrders_AndLeavesNoProcessBehind()
    {
        var output = await Quickstart.RunAsync("quickstarts/hello-invoke", "Done: orders holds 10 orders");

        Assert.Contains("Placed order 1:", output, StringComparison.Ordinal);
        Assert.Contains("Accepted order 10:", output, StringComparison.Ordinal);
    }
}
