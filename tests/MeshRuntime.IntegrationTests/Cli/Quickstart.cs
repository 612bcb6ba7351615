using System.Diagnostics;
using System.Text;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary>Runs a quickstart with the command of its README, to the lines that it promises, and stops it.</summary>
internal static class Quickstart
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3); // builds or installs two small apps; only ends a test that would hang

    /// <summary>Returns all that was printed. Fails when the line does not come, or when a process is left behind.</summary>
    public static Task<string> RunAsync(string folder, string lastLine) => RunAsync([folder], lastLine);

    /// <summary>The same, with more words on the command line, and with lines that come in any order.</summary>
    /// <param name="words">The folder, then flags.</param>
    /// <param name="lines">Parts of lines.</param>
    public static async Task<string> RunAsync(string[] words, params string[] lines)
    {
        var home = Directory.CreateTempSubdirectory("mesh-quickstart-").FullName;
        var output = new StringBuilder();
        using var limit = new CancellationTokenSource(Limit);
        using var run = Start(words, home);
        var missing = lines.ToList();
        try
        {
            while (missing.Count > 0)
            {
                var line = await run.StandardOutput.ReadLineAsync(limit.Token);
                Assert.True(line is not null, $"mesh ended early:\n{output}");
                output.AppendLine(line);
                missing.RemoveAll(part => line.Contains(part, StringComparison.Ordinal));
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"these lines did not come: {string.Join(" | ", missing)}\n{output}");
        }
        finally
        {
            Process.Start("kill", ["-TERM", $"{run.Id}"]).WaitForExit();
        }

        await run.WaitForExitAsync(limit.Token);
        while (ProcessesOf(home) is [var left, ..])
        {
            Assert.False(limit.IsCancellationRequested, $"still running: {left}");
            await Task.Delay(100, limit.Token);
        }

        Directory.Delete(home, recursive: true);
        return output.ToString();
    }

    private static Process Start(string[] words, string home) =>
        Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "mesh"), ["run", "-f", .. words])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            Environment = { ["MESH_HOME"] = home },
        })!;

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
