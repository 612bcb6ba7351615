using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary>The Node quickstart: two apps with @grpc/grpc-js, whose packages install themselves.</summary>
[Collection(AloneCollection.Name)]
public sealed class GrpcNodeTests
{
    [Fact]
    public async Task Quickstart_OnAFreshMachine_CallsAndStreams_AndLeavesNoProcessBehind()
    {
        var packages = Path.Combine(Repository.Root, "quickstarts/grpc-node/node_modules");
        if (Directory.Exists(packages))
        {
            Directory.Delete(packages, recursive: true);
        }

        var output = await Quickstart.RunAsync("quickstarts/grpc-node", "Done: the order has arrived");

        Assert.Contains("Accepted order 3: 3 x cake", output, StringComparison.Ordinal);
        Assert.Contains("Placed order 3: 3 x cake", output, StringComparison.Ordinal);
        Assert.Contains("Refused as INVALID_ARGUMENT: An order needs", output, StringComparison.Ordinal);
        Assert.Contains("Order 3: STEP_DELIVERED", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lockfile_NamesNoRegistry()
    {
        var lockfile = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "quickstarts/grpc-node/package-lock.json"), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("\"resolved\"", lockfile, StringComparison.Ordinal);
    }
}
