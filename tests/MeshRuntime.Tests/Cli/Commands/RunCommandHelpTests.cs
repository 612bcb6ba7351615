using System.CommandLine;
using MeshRuntime.Cli;
using MeshRuntime.Cli.Commands;
using MeshRuntime.Cli.Processes;
using MeshRuntime.Cli.Settings;
using Xunit;

namespace MeshRuntime.Tests.Cli.Commands;

public sealed class RunCommandHelpTests
{
    private const int Width = 100;

    private readonly HelpPages _pages = new();
    private readonly Command _command;

    public RunCommandHelpTests()
    {
        var shell = new ShellEnvironment { CurrentDirectory = "/" };
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, colourOutput: false, colourError: false);
        _command = new RunCommand(new CommandContext(shell, new MeshFolders("/", shell), terminal, TimeProvider.System)).Create(_pages);
    }

    [Fact]
    public void EveryFlagThatIsNotHidden_IsShownOnce()
    {
        var shown = Help().Split(Environment.NewLine)
            .SelectMany(line => line.TrimStart().Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2))
            .Where(word => word.StartsWith("--", StringComparison.Ordinal))
            .ToList();

        foreach (var setting in RunSettings.All.Where(setting => setting.Flag is not null))
            Assert.Equal(setting.IsHidden ? 0 : 1, shown.Count(word => word == "--" + setting.Flag));
    }

    [Fact]
    public void Headings_GroupTheFlags() => Assert.Equal(
        [
            "Usage:", "Examples:", "Several apps:", "App:", "Ports and addresses:", "Resources and configuration:", "Sidecar:",
            "App health:", "Logs:",
        ],
        Help().Split(Environment.NewLine).Where(line => line.EndsWith(':') && !line.StartsWith(' ')));

    [Fact]
    public void NoLine_IsWiderThanThePage() => Assert.All(Help().Split(Environment.NewLine), line => Assert.InRange(line.Length, 0, Width));

    private string Help()
    {
        var text = new StringWriter();
        new HelpPrinter(_pages).Print(_command, text, Width);
        return text.ToString();
    }
}
