using System.Diagnostics;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Starts a program with an environment that holds only what the test gives it: nothing of the shell that runs the tests leaks in.</summary>
internal static class MeshProcess
{
    private static readonly string[] Kept = ["PATH", "TMPDIR", "DOTNET_ROOT"];

    public static Process Start(
        string program, IEnumerable<string> arguments, string home, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        // env gives SIGINT its default back: a shell that runs the tests in the background has it ignored, and children inherit that.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? home,
        };
        foreach (var name in start.Environment.Keys.Except(Kept).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = home;
        start.Environment["MESH_HOME"] = Path.Combine(home, "mesh");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProcessResult> RunAsync(
        string program, IEnumerable<string> arguments, string home, IReadOnlyDictionary<string, string>? environment = null, string? folder = null,
        TimeSpan? limit = null)
    {
        using var process = Start(program, arguments, home, environment ?? new Dictionary<string, string>(), folder);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await Wait.ForAsync(process.WaitForExitAsync(), $"{Path.GetFileName(program)} ends", limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ProcessResult(process.ExitCode, await output, await error);
    }
}
