using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary>The quickstart of the C# SDK: caller and callee from one interface, with a refusal, an order that is not there, and a stream.</summary>
[Collection(AloneCollection.Name)]
public sealed class TypedClientTests
{
    [Fact]
    public async Task Quickstart_PlacesFindsAndTracks_AndLeavesNoProcessBehind()
    {
        var output = await Quickstart.RunAsync("quickstarts/typed-client", "== APP - checkout == Done: the order has arrived");

        Assert.Contains("== APP - orders == Accepted order 3: 3 x cake", output, StringComparison.Ordinal);
        Assert.Contains("== APP - checkout == Placed order 3: 3 x cake", output, StringComparison.Ordinal);
        Assert.Contains("== APP - checkout == Refused: An order needs an item and a quantity of at least 1.", output, StringComparison.Ordinal);
        Assert.Contains("== APP - checkout == There is no order 4", output, StringComparison.Ordinal);
        Assert.Matches("Order 3 is packed(.|\n)*Order 3 is shipped(.|\n)*Order 3 is delivered", output);
    }
}
