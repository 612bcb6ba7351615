using System.Diagnostics;

namespace MeshRuntime.IntegrationTests.Resiliency;

/// <summary>A callee's sidecar goes while it is called, and no call fails, whatever its callers know of the registry (R04, R06).</summary>
[Collection(AloneCollection.Name)]
public sealed class DrainTests : MeshTest
{
    private const int Seed = 4;

    private readonly CountingApp _counting = new();

    [Fact]
    public async Task SingleInstance_IsReplacedByItsSuccessor_WithoutAFailedCall()
    {
        var workload = await Bed.AppAsync("orders", _counting.AnswerAsync);
        var only = workload.Sidecar;
        await using var load = CallLoad.Start(await Bed.SidecarAsync("client"), "orders");

        for (var round = 0; round < 4; round++)
        {
            await load.ProgressAsync(50);
            var successor = await Bed.SidecarAsync(new SidecarSetup("orders") { AppPort = workload.App.Port });
            only.Signal(Signals.Terminate);
            Assert.Equal(0, await only.WaitForExitAsync());
            only = successor;
        }

        await load.ProgressAsync(50);
        await AssertNoneFailedAsync(load);
    }

    // The addresses are written down, so nobody ever learns that an instance has left: it says so itself, and then refuses connections.
    [Fact]
    public async Task CallersWithAnOldRegistry_GoElsewhere_WithWhateverTheySend()
    {
        var chance = new Random(Seed);
        var ports = new[] { Bed.NextPort(), Bed.NextPort(), Bed.NextPort() };
        var configuration = Bed.Write("names.yaml", Addresses(ports));
        var sidecars = new List<SidecarHandle>();
        foreach (var port in ports)
        {
            var setup = new SidecarSetup("orders") { InternalPort = port, Flags = ["--config", configuration] };
            sidecars.Add((await Bed.AppAsync(setup, answer: _counting.AnswerAsync)).Sidecar);
        }

        await using var load = CallLoad.Start(await Bed.SidecarAsync("client", "--config", configuration), "orders");
        for (var round = 0; round < 4; round++)
        {
            var leaving = chance.Next(sidecars.Count);
            await load.ProgressAsync(50);
            sidecars[leaving].Signal(Signals.Terminate);
            Assert.Equal(0, await sidecars[leaving].WaitForExitAsync());
            await load.ProgressAsync(50);
            sidecars[leaving] = await Bed.SidecarAsync(sidecars[leaving].Setup);
        }

        await load.ProgressAsync(50);
        await AssertNoneFailedAsync(load);
    }

    [Fact]
    public async Task SidecarThatNobodyCalls_EndsAtOnce()
    {
        var orders = await Bed.AppAsync("orders", _counting.AnswerAsync);
        var clock = Stopwatch.StartNew();

        orders.Sidecar.Signal(Signals.Terminate);

        Assert.Equal(0, await orders.Sidecar.WaitForExitAsync());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
    }

    private static string Addresses(IEnumerable<int> ports) =>
        $"""
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata:
          name: names
        spec:
          nameResolution:
            component: structured
            version: v1
            configuration:
              addresses: "orders = {string.Join(", ", ports.Select(port => $"127.0.0.1:{port}"))}"
        """;

    private async Task AssertNoneFailedAsync(CallLoad load)
    {
        await load.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{load}");
        Assert.True(load.Failures.Count == 0, $"{load}");
        Assert.Equal(load.Sent, load.Outcomes.Count);
        Assert.All(load.Outcomes, outcome => Assert.True(
            _counting.Executions.GetValueOrDefault(outcome.Id) is var count && (count == 1 || (count > 1 && outcome.Verb == "GET")),
            $"{outcome.Id} was executed {count} times"));
    }
}
