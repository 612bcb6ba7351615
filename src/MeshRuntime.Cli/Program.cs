using System.CommandLine;
using System.CommandLine.Help;
using MeshRuntime.Cli;
using MeshRuntime.Cli.Commands;
using MeshRuntime.Cli.Processes;

var shell = ShellEnvironment.Read();
var terminal = Terminal.OfConsole(shell);
var context = new CommandContext(shell, new MeshFolders(AppContext.BaseDirectory, shell), terminal, TimeProvider.System);
var help = new HelpPages();

var root = new RootCommand("mesh runs apps that call each other by name, each through a sidecar beside it.")
{
    new RunCommand(context).Create(help),
    new ListCommand(context).Create(),
    new StopCommand(context).Create(),
    new InvokeCommand(context).Create(help),
    new PublishCommand(context).Create(help),
    new QueueCommand(context).Create(help),
    new VersionCommand(context).Create(),
};

foreach (var option in root.Options.OfType<HelpOption>())
    option.Action = new HelpPrinter(help);

// '@file' and '[directive]' are ordinary text to an app's command line.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        terminal.Error.WriteLine(error.Message);
    terminal.Error.WriteLine($"{HelpPrinter.WordsOf(parsed.CommandResult.Command)} --help lists what there is.");
    return ExitCodes.WrongUsage;
}

try
{
    // Signals are handled by the run itself: the library's own handling would end the process after two seconds.
    var invocation = new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
        Output = terminal.Output,
        Error = terminal.Error,
    };
    return await parsed.InvokeAsync(invocation);
}
catch (CommandFailure failure)
{
    terminal.Fail(failure.Message);
    return failure.ExitCode;
}
