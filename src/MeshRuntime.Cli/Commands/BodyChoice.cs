using System.CommandLine;
using System.Text;

namespace MeshRuntime.Cli.Commands;

/// <summary>The flags that give a body: as text, or as a file.</summary>
internal sealed class BodyChoice(CommandContext context, string description, string helpName)
{
    private readonly Option<string> _data = new("--data", "-d") { Description = description, HelpName = helpName };

    private readonly Option<string> _dataFile = new("--data-file", "-f") { Description = "A file that holds it instead.", HelpName = "file" };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_dataFile);
    }

    /// <summary>Null when neither flag is given.</summary>
    public async Task<byte[]?> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var data = parsed.GetValue(_data);
        if (parsed.GetValue(_dataFile) is not { } file)
            return data is null ? null : Encoding.UTF8.GetBytes(data);
        if (data is not null)
            throw new CommandFailure("Give the data once: --data or --data-file.", ExitCodes.WrongUsage);
        var path = Path.GetFullPath(file, context.Shell.CurrentDirectory);
        return File.Exists(path)
            ? await File.ReadAllBytesAsync(path, cancellation)
            : throw new CommandFailure($"--data-file: there is no file {path}.", ExitCodes.WrongUsage);
    }
}
