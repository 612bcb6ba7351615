using System.CommandLine;
using System.Diagnostics;

namespace MeshRuntime.Cli.Commands;

/// <summary>Prints the versions of this program and of the sidecar: <c>mesh version</c>.</summary>
internal sealed class VersionCommand(CommandContext context)
{
    public Command Create()
    {
        var command = new Command("version", "Print the versions of mesh and meshd.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    public static string OfProgram =>
        typeof(VersionCommand).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "unknown";

    private async Task<int> RunAsync(CancellationToken cancellation)
    {
        context.Terminal.Output.WriteLine($"mesh  {OfProgram}");
        context.Terminal.Output.WriteLine($"meshd {await SidecarAsync(cancellation)}");
        return ExitCodes.Done;
    }

    private async Task<string> SidecarAsync(CancellationToken cancellation)
    {
        try
        {
            var start = new ProcessStartInfo(context.Folders.Sidecar(runtimeFolder: null), ["--version"]) { RedirectStandardOutput = true };
            using var process = Process.Start(start);
            return process is null ? "not startable" : (await process.StandardOutput.ReadToEndAsync(cancellation)).Trim();
        }
        catch (CommandFailure)
        {
            return "not found";
        }
    }
}
