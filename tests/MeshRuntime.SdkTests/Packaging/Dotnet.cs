using System.Diagnostics;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.SdkTests.Packaging;

/// <summary>Runs the SDK's own commands as a user would: with this machine's configuration, since it names the registry.</summary>
internal static class Dotnet
{
    // Only ends what hangs: a build on a busy machine is slow.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    // Of the build that this test may be run by: its word must not count in another one.
    private static readonly string[] NotForOthers = ["NUGET_PACKAGES", "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MESH_HOME"];

    /// <summary>What a command printed. Fails when it fails.</summary>
    public static async Task<string> RunAsync(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in NotForOthers)
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing of it outlives the test
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await Wait.ForAsync(process.WaitForExitAsync(), $"dotnet {string.Join(' ', words)}", Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var all = await output + await error;
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', words)} ended with {process.ExitCode}:\n{all}");
        return all;
    }
}
