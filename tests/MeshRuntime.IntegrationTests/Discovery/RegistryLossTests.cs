namespace MeshRuntime.IntegrationTests.Discovery;

/// <summary>The registry is a file that anybody can delete or break: calls go on, and it heals by itself (R11).</summary>
public sealed class RegistryLossTests : MeshTest
{
    private string Registry => Path.Combine(Bed.DataFolder, "names.db");

    [Fact]
    public Task Deleted_UnderLoad_FailsNoCall_AndHeals() => LoseAsync(() =>
    {
        foreach (var file in Directory.GetFiles(Bed.DataFolder, "names.db*"))
        {
            File.Delete(file);
        }
    });

    [Fact]
    public Task Overwritten_UnderLoad_FailsNoCall_AndHeals() => LoseAsync(() => File.WriteAllText(Registry, new string('x', 20_000)));

    [Fact]
    public Task Truncated_UnderLoad_FailsNoCall_AndHeals() => LoseAsync(() =>
    {
        using var file = File.OpenWrite(Registry);
        file.SetLength(0);
    });

    [Fact]
    public Task ReplacedByAnEmptyDatabase_UnderLoad_FailsNoCall_AndHeals() => LoseAsync(() =>
    {
        File.WriteAllText(Registry + ".other", "");
        File.Move(Registry + ".other", Registry, overwrite: true);
    });

    private async Task LoseAsync(Action lose)
    {
        var counting = new CountingApp();
        await Bed.AppAsync("orders", counting.AnswerAsync);
        var client = await Bed.SidecarAsync("client");
        await using var load = CallLoad.Start(client, "orders", workers: 1);
        await load.ProgressAsync(20);

        lose();

        // Healed: a sidecar that knows nothing yet finds the app, and one that is new is found.
        var late = await Bed.AppAsync("late", counting.AnswerAsync);
        await UntilFoundAsync(late.Sidecar, "orders");
        await UntilFoundAsync(client, "late");
        await load.ProgressAsync(20);
        await load.StopAsync();
        Assert.True(load.Failures.Count == 0, $"{load}");
    }

    private static Task UntilFoundAsync(SidecarHandle caller, string appId) => Wait.UntilAsync(
        async () => (await RawClient.RequestAsync(caller.HttpPort, "GET", $"/v1.0/invoke/{appId}/method/x"))!.Status == 200,
        $"{caller.AppId} finds {appId}");
}
