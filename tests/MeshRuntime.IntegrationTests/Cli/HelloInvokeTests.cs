using System.Diagnostics;
using System.Text;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary>The first command of the README: the quickstart runs, prints what it promises, and leaves nothing behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class HelloInvokeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3); // builds two small apps; only ends a test that would hang

    [Fact]
    public async Task Quickstart_PlacesTenOrders_AndLeavesNoProcessBehind()
    {
        var home = Directory.CreateTempSubdirectory("mesh-hello-").FullName;
        var output = new StringBuilder();
        using var limit = new CancellationTokenSource(Limit);
        using var run = Start(home);
        try
        {
            while (!output.ToString().Contains("Done: orders holds 10 orders", StringComparison.Ordinal))
            {
                var line = await run.StandardOutput.ReadLineAsync(limit.Token);
                Assert.True(line is not null, $"mesh ended early:\n{output}");
                output.AppendLine(line);
            }
        }
        finally
        {
            Process.Start("kill", ["-TERM", $"{run.Id}"]).WaitForExit();
        }

        await run.WaitForExitAsync(limit.Token);
        Assert.Contains("Placed order 1:", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Accepted order 10:", output.ToString(), StringComparison.Ordinal);
        while (ProcessesOf(home) is [var left, ..])
        {
            Assert.False(limit.IsCancellationRequested, $"still running: {left}");
            await Task.Delay(100, limit.Token);
        }

        Directory.Delete(home, recursive: true);
    }

    private static Process Start(string home)
    {
        var repository = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(repository.FullName, "MeshRuntime.sln")))
        {
            repository = repository.Parent!;
        }

        return Process.Start(new ProcessStartInfo(Path.Combine(repository.FullName, "mesh"), ["run", "-f", "quickstarts/hello-invoke"])
        {
            WorkingDirectory = repository.FullName,
            RedirectStandardOutput = true,
            Environment = { ["MESH_HOME"] = home },
        })!;
    }

    /// <summary>Every process that inherited the folder: sidecars, apps, and what the apps started.</summary>
    private static List<string> ProcessesOf(string home) =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => Inherited(folder, home)).Select(folder => File.ReadAllText($"{folder}/cmdline"))];

    private static bool Inherited(string folder, string home)
    {
        try
        {
            return int.TryParse(Path.GetFileName(folder), out _)
                && File.ReadAllText($"{folder}/environ").Split('\0').Contains($"MESH_HOME={home}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // ended meanwhile, or another user's
        }
    }
}
