using System.CommandLine;
using System.Text.Json;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Commands;

/// <summary>Calls a method of an app through that app's own sidecar: <c>mesh invoke</c>.</summary>
internal sealed class InvokeCommand(CommandContext context)
{
    private readonly Option<string> _appId = new("--app-id", "-a") { Description = "The app to call.", HelpName = "name", Required = true };

    private readonly Option<string> _method = new("--method", "-m")
    {
        Description = "The method: the path in the app, with a query if need be.", HelpName = "path", Required = true,
    };

    private readonly Option<string> _verb = new("--verb", "-v")
    {
        Description = "The HTTP verb. Default: POST.", HelpName = "verb", DefaultValueFactory = _ => "POST",
    };

    private readonly Option<string> _data = new("--data", "-d") { Description = "The body, as JSON.", HelpName = "json" };

    private readonly Option<string> _dataFile = new("--data-file", "-f") { Description = "A file that holds the body.", HelpName = "file" };

    private readonly Option<string> _socket = new("--unix-domain-socket", "-u")
    {
        Description = "The folder of the sidecar's sockets.", HelpName = "folder",
    };

    public Command Create(HelpPages help)
    {
        var command = new Command("invoke", "Call a method of a running app.") { _appId, _method, _verb, _data, _dataFile, _socket };
        help.Example(command, "mesh invoke --app-id orders --method orders --data '{\"item\":\"tea\"}'", "POST a body");
        help.Example(command, "mesh invoke --app-id orders --method orders/1 --verb GET", "GET a path");
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var appId = parsed.GetRequiredValue(_appId);
        var body = await BodyAsync(parsed, cancellation);
        using var client = new SidecarClient(await AddressAsync(appId, parsed, cancellation), context.Shell.ApiToken);
        using var response = await SendAsync(client, appId, parsed, body, cancellation);

        var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (response.IsSuccessStatusCode)
        {
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(answer, cancellation);
            if (answer is [.., not (byte)'\n'])
                output.WriteByte((byte)'\n');
            return ExitCodes.Done;
        }

        var status = $"{appId} answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        throw new CommandFailure(Error(answer) is { Code: { } code } error
            ? $"{status} {code}: {error.Message}"
            : $"{status}{(answer.Length == 0 ? "" : ": ")}{System.Text.Encoding.UTF8.GetString(answer)}");
    }

    private async Task<SidecarAddress> AddressAsync(string appId, ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_socket) is { } folder
            && SidecarAddress.Of(appId, port: 0, listenAddresses: null, folder, context.Shell.CurrentDirectory) is { } socket)
        {
            return socket;
        }

        var running = await new RunningSidecars(context.Shell, context.Time).FindAsync(cancellation);
        return running.FirstOrDefault(row => row.AppId == appId)?.Address ?? throw new CommandFailure(StopCommand.Unknown(appId, running));
    }

    private async Task<HttpResponseMessage> SendAsync(
        SidecarClient client, string appId, ParseResult parsed, byte[]? body, CancellationToken cancellation)
    {
        try
        {
            return await client.InvokeAsync(
                appId, parsed.GetRequiredValue(_method), parsed.GetRequiredValue(_verb).ToUpperInvariant(), body, cancellation);
        }
        catch (HttpRequestException fault)
        {
            throw new CommandFailure($"The sidecar of {appId} does not answer: {fault.Message}");
        }
    }

    private async Task<byte[]?> BodyAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var data = parsed.GetValue(_data);
        if (parsed.GetValue(_dataFile) is not { } file)
            return data is null ? null : System.Text.Encoding.UTF8.GetBytes(data);
        if (data is not null)
            throw new CommandFailure("Give the body once: --data or --data-file.", ExitCodes.WrongUsage);
        var path = Path.GetFullPath(file, context.Shell.CurrentDirectory);
        return File.Exists(path)
            ? await File.ReadAllBytesAsync(path, cancellation)
            : throw new CommandFailure($"--data-file: there is no file {path}.", ExitCodes.WrongUsage);
    }

    private static SidecarError? Error(byte[] answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, CliJson.Default.SidecarError);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
