using System.Diagnostics;

namespace MeshRuntime.SdkTests.Trimming;

public sealed class TrimmedAppTests
{
    /// <summary>An app that uses all of the client, published trimmed with every warning an error, does its work.</summary>
    [Fact]
    public async Task App_PublishesWithoutWarnings_AndRuns()
    {
        var output = Directory.CreateTempSubdirectory("mesh-trim-");
        try
        {
            var project = Path.Combine(Repository.Root, "tests", "MeshRuntime.SdkTests", "Trimming", "App", "MeshRuntime.TrimmedApp.csproj");
            var published = await RunAsync("dotnet", "publish", project, "-c", "Release", "-o", output.FullName, "--nologo", "-v", "quiet");
            Assert.True(published.Code == 0, published.Text);
            Assert.DoesNotContain("warning", published.Text, StringComparison.OrdinalIgnoreCase);

            var ran = await RunAsync(Path.Combine(output.FullName, "MeshRuntime.TrimmedApp"));

            Assert.Equal((0, "order 7: tea\nno sidecar\nno stream\n"), ran);
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Text)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text);
    }
}
