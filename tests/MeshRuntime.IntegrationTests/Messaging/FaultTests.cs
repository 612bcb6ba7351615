namespace MeshRuntime.IntegrationTests.Messaging;

/// <summary>
/// What no kill shows, small (P10, P14, P17). The long runs, and what their figures mean: tests/bench/messages/README.md.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class FaultTests : MeshTest
{
    // Redis: the one whose topics had their handlers in common.
    [Fact]
    public Task SlowConsumerWithALongQueue_CostsNoMemory_AndDelaysNoOtherTopic() => TryAsync("slow-consumer", "redis", 20_000);

    [Fact]
    public Task SlowDisk_HoldsPublishersBack_AndLosesAndReordersNothing() => TryAsync("slow-disk", "sqlite", 120);

    [Fact]
    public Task PowerCut_LosesNothingThatWasAcknowledged() => TryAsync("power-cut", "sqlite", 500);

    private async Task TryAsync(string fault, string broker, int messages)
    {
        var done = await MeshProcess.RunAsync(
            Path.Combine(Repository.Root, "tests/bench/messages/faults.py"),
            ["--fault", fault, "--broker", broker, "--messages", $"{messages}", "--meshd", Repository.Meshd, "--json", Path.Combine(Bed.Home, "faults.json")],
            Bed.Home,
            limit: TimeSpan.FromMinutes(2));

        TestContext.Current.TestOutputHelper?.WriteLine(done.Output);
        Assert.True(done.ExitCode == 0, $"{done.Output}\n{done.Error}");
    }
}
