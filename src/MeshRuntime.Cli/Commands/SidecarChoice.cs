using System.CommandLine;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Commands;

/// <summary>The flags that say whose sidecar a command speaks to, and the way there.</summary>
internal sealed class SidecarChoice(CommandContext context, Option<string> appId)
{
    private readonly Option<string> _socket = new("--unix-domain-socket", "-u")
    {
        Description = "The folder of the sidecar's sockets.", HelpName = "folder",
    };

    public void AddTo(Command command)
    {
        command.Add(appId);
        command.Add(_socket);
    }

    public string AppId(ParseResult parsed) => parsed.GetRequiredValue(appId);

    /// <summary>Connects to the sidecar of the app that was named.</summary>
    public Task<SidecarClient> ConnectAsync(ParseResult parsed, CancellationToken cancellation) => ConnectAsync(parsed, AppId(parsed), cancellation);

    /// <summary>Connects to the sidecar of an app.</summary>
    public async Task<SidecarClient> ConnectAsync(ParseResult parsed, string name, CancellationToken cancellation)
    {
        if (parsed.GetValue(_socket) is { } folder
            && SidecarAddress.Of(name, port: 0, listenAddresses: null, folder, context.Shell.CurrentDirectory) is { } socket)
        {
            return new SidecarClient(socket, context.Shell.ApiToken);
        }

        var running = await new RunningSidecars(context.Shell, context.Time).FindAsync(cancellation);
        var address = running.FirstOrDefault(row => row.AppId == name)?.Address ?? throw new CommandFailure(StopCommand.Unknown(name, running));
        return new SidecarClient(address, context.Shell.ApiToken);
    }
}
