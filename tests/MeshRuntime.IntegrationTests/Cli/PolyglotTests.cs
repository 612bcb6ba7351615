using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary>The quickstart of languages: C#, Node and Python call each other in a ring.</summary>
[Collection(AloneCollection.Name)]
public sealed class PolyglotTests
{
    [Fact]
    public async Task Quickstart_GoesRoundThreeTimes_AndEachSaysWhoCalledIt()
    {
        var output = await Quickstart.RunAsync("quickstarts/polyglot", "== APP - csharp == Done: everyone has called everyone");

        Assert.Matches(@"== APP - node == node is JavaScript on Node [\d.]+, called by csharp\n", output);
        Assert.Matches(@"== APP - python == python is Python [\d.]+, called by node\n", output);
        Assert.Matches(@"== APP - csharp == csharp is C# on \.NET [\d.]+, called by python\n", output);
        Assert.Contains("== APP - csharp == Lap 3: csharp -> node -> python -> csharp", output, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", output, StringComparison.Ordinal);
    }
}
