using System.CommandLine;
using System.Text.Json;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Commands;

/// <summary>Shows the sidecars that run on this host: <c>mesh list</c>.</summary>
internal sealed class ListCommand(CommandContext context)
{
    private static readonly string[] Titles =
        ["APP ID", "HTTP PORT", "GRPC PORT", "APP PORT", "COMMAND", "AGE", "MESHD PID", "APP PID", "RUN FILE"];

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "How to show them: table or json.",
        HelpName = "format",
        DefaultValueFactory = _ => "table",
    };

    public Command Create()
    {
        _output.AcceptOnlyFromAmong("table", "json");
        var command = new Command("list", "List the sidecars that run on this host, with their apps.") { _output };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var rows = await new RunningSidecars(context.Shell, context.Time).FindAsync(cancellation);
        if (parsed.GetValue(_output) == "json")
            context.Terminal.Output.WriteLine(JsonSerializer.Serialize([.. rows], CliJson.Default.SidecarRowArray));
        else if (rows.Count == 0)
            context.Terminal.Output.WriteLine("No sidecar is running.");
        else
            TextTable.Print(Titles, rows.Select(Cells));
        return ExitCodes.Done;
    }

    private string[] Cells(SidecarRow row) =>
    [
        row.AppId, $"{row.HttpPort}", $"{row.GrpcPort}", Known(row.AppPort), row.Command, row.Age, $"{row.SidecarProcess}", Known(row.AppProcess),
        Near(row.RunFilePath),
    ];

    private string Near(string path) => path.Length == 0 ? "-" : Path.GetRelativePath(context.Shell.CurrentDirectory, path);

    private static string Known(int number) => number == 0 ? "-" : $"{number}";
}
