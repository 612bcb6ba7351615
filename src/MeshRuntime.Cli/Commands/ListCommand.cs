using System.CommandLine;
using System.Text.Json;
using MeshRuntime.Cli.Sidecars;
using Spectre.Console;

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
            Print(Table(rows));
        return ExitCodes.Done;
    }

    // Wider than any terminal: a row that the terminal breaks is easier to read than columns squeezed to letters.
    private static void Print(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = 1000;
        console.Write(table);
    }

    private Table Table(IReadOnlyList<SidecarRow> rows)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var title in Titles)
            table.AddColumn(new TableColumn(title) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in rows)
        {
            string[] cells =
            [
                row.AppId, $"{row.HttpPort}", $"{row.GrpcPort}", Known(row.AppPort), row.Command, row.Age, $"{row.SidecarProcess}",
                Known(row.AppProcess), Near(row.RunFilePath),
            ];
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }

        return table;
    }

    private string Near(string path) => path.Length == 0 ? "-" : Path.GetRelativePath(context.Shell.CurrentDirectory, path);

    private static string Known(int number) => number == 0 ? "-" : $"{number}";
}
