namespace MeshRuntime.IntegrationTests.Discovery;

/// <summary>Sidecars die and return under load, and every call is accounted for (R01, R04).</summary>
[Collection(AloneCollection.Name)]
public sealed class KillUnderLoadTests : MeshTest
{
    private const int Instances = 3;

    private readonly CountingApp _counting = new();
    private readonly SidecarHandle[] _sidecars = new SidecarHandle[Instances];

    [Fact]
    public async Task TwentyKills_FailNoGet_RepeatNoPost_AndTheAccountIsWhole()
    {
        await using var load = await StartLoadAsync();

        for (var round = 0; round < 20; round++)
        {
            var victim = round % Instances;
            await load.ProgressAsync(50);
            await _sidecars[victim].KillAsync();
            await load.ProgressAsync(50);
            _sidecars[victim] = await Bed.SidecarAsync(_sidecars[victim].Setup);
        }

        await load.ProgressAsync(100);
        await load.StopAsync();
        AssertAccount(load);

        // A GET is made again elsewhere; its answer, which is short, goes on only when it is whole.
        Assert.DoesNotContain(load.Failures, failure => failure.Verb == "GET");

        // Each kill can cut what was in flight at that instance, no more: four callers, of which half send POST.
        Assert.InRange(load.Failures.Count, 0, 20 * 4);
    }

    [Fact]
    public async Task FiveGracefulStops_FailNoCall()
    {
        await using var load = await StartLoadAsync();

        for (var round = 0; round < 5; round++)
        {
            var leaving = round % Instances;
            await load.ProgressAsync(50);
            _sidecars[leaving].Signal(Signals.Terminate);
            Assert.Equal(0, await _sidecars[leaving].WaitForExitAsync());
            await load.ProgressAsync(50);
            _sidecars[leaving] = await Bed.SidecarAsync(_sidecars[leaving].Setup);
        }

        await load.ProgressAsync(100);
        await load.StopAsync();
        AssertAccount(load);
        Assert.True(load.Failures.Count == 0, $"{load}");
    }

    // R20: a frozen instance holds only the calls that it already has.
    [Fact]
    public async Task FrozenInstance_ResumesWithItsCalls()
    {
        await using var load = await StartLoadAsync();
        await load.ProgressAsync(50);

        _sidecars[0].Signal(Signals.Stop);
        await Task.Delay(TimeSpan.FromSeconds(2));
        _sidecars[0].Signal(Signals.Continue);

        await load.ProgressAsync(100);
        await load.StopAsync();
        AssertAccount(load);
        Assert.True(load.Failures.Count == 0, $"{load}");
    }

    private async Task<CallLoad> StartLoadAsync()
    {
        for (var i = 0; i < Instances; i++)
        {
            _sidecars[i] = (await Bed.AppAsync("orders", _counting.AnswerAsync)).Sidecar;
        }

        var client = await Bed.SidecarAsync("client");
        return CallLoad.Start(client, "orders");
    }

    private void AssertAccount(CallLoad load)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{load}");
        Assert.Equal(load.Sent, load.Outcomes.Count);
        foreach (var outcome in load.Outcomes)
        {
            var executions = _counting.Executions.GetValueOrDefault(outcome.Id);
            Assert.True(!outcome.IsOk || executions >= 1, $"{outcome.Id} was answered and never executed");
            Assert.True(outcome.Verb != "POST" || executions <= 1, $"{outcome.Id} was executed {executions} times");
        }

        Assert.Empty(_counting.Executions.Keys.Except(load.Outcomes.Select(outcome => outcome.Id)));
    }
}
