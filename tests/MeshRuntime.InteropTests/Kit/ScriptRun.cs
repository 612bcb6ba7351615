using System.Text;
using System.Text.RegularExpressions;

namespace MeshRuntime.InteropTests.Kit;

/// <summary>
/// One run of a script over many cases, taken apart: what it said of each, and what the sidecars wrote meanwhile. A process for each case would
/// spend most of its time starting.
/// </summary>
internal sealed partial class ScriptRun
{
    private readonly Dictionary<string, string> _said = [];
    private readonly Dictionary<string, string> _logs = [];
    private string _rest = "";

    /// <summary>The cases that ran.</summary>
    public IEnumerable<string> Names => _said.Keys;

    /// <summary>Runs a script that prints a line <c>PASSED name</c> or <c>FAILED name: why</c> after each case.</summary>
    public static async Task<ScriptRun> StartAsync(Language language, string script, string[] arguments, params SidecarHandle[] sidecars)
    {
        var run = new ScriptRun();
        using var process = Script.Start(language, script, Path.GetTempPath(), arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var reading = run.ReadAsync(process.StandardOutput, sidecars);
        try
        {
            await Wait.ForAsync(reading, $"{script} {string.Join(' ', arguments)} ends", 3 * Wait.Patience);
        }
        catch (TimeoutException e)
        {
            process.Kill(entireProcessTree: true);
            await reading;
            run._rest += e.Message + '\n';
        }

        run._rest += await errors;
        return run;
    }

    /// <summary>Fails the test with all that is known, unless the case passed.</summary>
    public void AssertPassed(string name)
    {
        Assert.True(_said.TryGetValue(name, out var said), $"{name} did not run: {_rest}");
        var passed = said!.Contains($"PASSED {name}", StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(passed ? said : _logs[name]);
        Assert.True(passed, said);
    }

    private async Task ReadAsync(StreamReader output, SidecarHandle[] sidecars)
    {
        var said = new StringBuilder();
        var begun = sidecars.Select(sidecar => sidecar.Log.Lines.Count).ToArray();
        while (await output.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (Verdict().Match(line) is not { Success: true } verdict)
            {
                continue;
            }

            var name = verdict.Groups["name"].Value;
            _said.Add(name, said.ToString());
            _logs.Add(name, string.Concat(sidecars.Zip(begun, (sidecar, from) =>
                $"--- meshd of {sidecar.AppId} (pid {sidecar.Pid})\n{string.Join('\n', sidecar.Log.Lines.Skip(from))}\n")));
            said.Clear();
            begun = [.. sidecars.Select(sidecar => sidecar.Log.Lines.Count)];
        }

        _rest = said.ToString();
    }

    [GeneratedRegex("^(PASSED|FAILED) (?<name>[a-z0-9-]+)")]
    private static partial Regex Verdict();
}
