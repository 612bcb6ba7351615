using System.Diagnostics;
using System.Text.Json;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.SdkTests.Packaging;

/// <summary><c>dotnet new mesh-service</c>: what comes out of it builds, runs under <c>mesh run</c>, and answers.</summary>
[Collection(PackagingCollection.Name)]
public sealed class TemplateTests(PackedSdk sdk) : MeshTest
{
    [Fact]
    public async Task NewService_Runs_AndAnswers()
    {
        var folder = await sdk.FreshFolderAsync();
        string[] hive = ["--debug:custom-hive", Path.Combine(folder, "hive")];
        await Dotnet.RunAsync(folder, ["new", "install", Path.Combine(sdk.Folder, $"MeshRuntime.Templates.{sdk.Version}.nupkg"), .. hive]);
        await Dotnet.RunAsync(folder, ["new", "mesh-service", "--name", "Shop.Hello", .. hive]);
        var service = Path.Combine(folder, "Shop.Hello");
        await Dotnet.RunAsync(service, "build", "--nologo", "-v", "quiet", "--disable-build-servers", "-warnaserror", "-p:NuGetAudit=false");

        using var run = Start(service);
        try
        {
            await Wait.ForAsync(LineAsync(run, "== APP - shop-hello == Listening on port"), "the service listens");
            ProcessResult? answer = null;
            await Wait.UntilAsync(async () => (answer = await InvokeAsync("greetings/Ann")).ExitCode == 0, "its sidecar lets it be called"); // a moment later

            Assert.Equal("""{"text":"Hello, Ann"}""", answer?.Output.Trim());
        }
        finally
        {
            Process.Start("kill", ["-TERM", $"{run.Id}"]).WaitForExit();
            await Wait.ForAsync(run.WaitForExitAsync(), "mesh run ends");
        }
    }

    [Fact]
    public void PackedTemplate_TakesTheVersionItWasPackedWith()
    {
        using var package = sdk.Open("MeshRuntime.Templates");
        using var stream = package.GetEntry("content/mesh-service/.template.config/template.json")!.Open();
        using var template = JsonDocument.Parse(stream);

        Assert.Equal(sdk.Version, template.RootElement.GetProperty("symbols").GetProperty("sdk-version").GetProperty("defaultValue").GetString());
    }

    // With this machine's configuration, as a user has it: `dotnet run` looks whether it has to build.
    private Process Start(string service) => Process.Start(new ProcessStartInfo(Path.Combine(Repository.Programs, "mesh"), ["run", "-f", service])
    {
        RedirectStandardOutput = true,
        Environment = { ["MESH_HOME"] = Bed.DataFolder },
    })!;

    private Task<ProcessResult> InvokeAsync(string method) => MeshProcess.RunAsync(
        Path.Combine(Repository.Programs, "mesh"), ["invoke", "--app-id", "shop-hello", "--method", method, "--verb", "GET"], Bed.Home);

    private static async Task LineAsync(Process run, string part)
    {
        while (await run.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"mesh ended before it said: {part}");
    }
}
