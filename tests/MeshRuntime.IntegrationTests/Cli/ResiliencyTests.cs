using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary>The quickstart of policies: what a caller sees of an app on a bad day, with and without them, as its README promises.</summary>
[Collection(AloneCollection.Name)]
public sealed class ResiliencyTests
{
    private const string Folder = "quickstarts/resiliency";

    [Fact]
    public async Task WithoutPolicies_TheCallerSeesEveryFailure()
    {
        var output = await Quickstart.RunAsync($"{Folder}/without.yaml", "== APP - shop == Done");

        Assert.Contains("tea: 8 of 12 prices came", output, StringComparison.Ordinal);
        Assert.Contains("honey: costs 8, which took 3.", output, StringComparison.Ordinal);
        Assert.Contains("cake: 10 calls failed, and prices was bothered with 10 of them", output, StringComparison.Ordinal);
        Assert.Contains("cake: the last one said 500: the price list of cakes is lost", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithPolicies_TheCallerSeesAnswers_AndTheAppIsLeftInPeace()
    {
        var output = await Quickstart.RunAsync(Folder, "== APP - shop == Done");

        Assert.Contains("tea: 12 of 12 prices came", output, StringComparison.Ordinal);
        Assert.Contains("honey: costs 8", output, StringComparison.Ordinal);
        Assert.DoesNotContain("which took 3.", output, StringComparison.Ordinal);
        Assert.Contains("cake: 10 calls failed, and prices was bothered with 3 of them", output, StringComparison.Ordinal);
        Assert.Contains("cake: the last one said 500: failed to invoke, id: prices, err: circuit breaker is open", output, StringComparison.Ordinal);
    }
}
