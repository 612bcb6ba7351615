using System.CommandLine;
using System.Text;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Commands;

/// <summary>Calls a method of an app, through that app's own sidecar unless another is named: <c>mesh invoke</c>.</summary>
internal sealed class InvokeCommand(CommandContext context)
{
    private readonly SidecarChoice _sidecar = new(
        context, new("--app-id", "-a") { Description = "The app to call.", HelpName = "name", Required = true });

    private readonly Option<string> _method = new("--method", "-m")
    {
        Description = "The method: the path in the app, with a query if need be.", HelpName = "path", Required = true,
    };

    private readonly Option<string> _verb = new("--verb", "-v")
    {
        Description = "The HTTP verb. Default: POST.", HelpName = "verb", DefaultValueFactory = _ => "POST",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "Call as this app, through its sidecar: its policies hold, and the other app's access rules see its name. Default: the called app itself.",
        HelpName = "name",
    };

    private readonly Option<bool> _why = new("--why") { Description = "Say on the error output which policy, attempt and instance made the answer." };

    private readonly BodyChoice _body = new(context, "The body, as JSON.", "json");

    public Command Create(HelpPages help)
    {
        var command = new Command("invoke", "Call a method of a running app.") { _method, _verb, _from, _why };
        _sidecar.AddTo(command);
        _body.AddTo(command);
        help.Example(command, "mesh invoke --app-id orders --method orders --data '{\"item\":\"tea\"}'", "POST a body");
        help.Example(command, "mesh invoke --app-id orders --method orders/1 --verb GET", "GET a path");
        help.Example(command, "mesh invoke --app-id orders --from shop --method orders/1 --verb GET --why", "call as shop, and tell what happened on the way");
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var appId = _sidecar.AppId(parsed);
        var body = await _body.ReadAsync(parsed, cancellation);
        var caller = parsed.GetValue(_from) ?? appId;
        using var client = await _sidecar.ConnectAsync(parsed, caller, cancellation);
        var reply = await client.InvokeAsync(
            appId, parsed.GetRequiredValue(_method), parsed.GetRequiredValue(_verb).ToUpperInvariant(), body, parsed.GetValue(_why), cancellation);
        if (reply.Status == SidecarReply.Silent)
            throw new CommandFailure($"The sidecar of {caller} does not answer: {reply.Message}");
        if (reply.Why is { } why)
            await Console.Error.WriteLineAsync($"why: {why}".AsMemory(), cancellation);
        if (reply.IsGood)
        {
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(reply.Body, cancellation);
            if (reply.Body is [.., not (byte)'\n'])
                output.WriteByte((byte)'\n');
            return ExitCodes.Done;
        }

        // The sidecar has a code for each failure that is its own; whatever else comes is the app's.
        var status = $"{appId} answered {reply.Status} {reply.Phrase}".TrimEnd();
        throw new CommandFailure(reply.Code is { } code
            ? $"The call to {appId} failed with {reply.Status} {code}: {reply.Message}"
            : $"{status}{(reply.Body.Length == 0 ? "" : ": ")}{Encoding.UTF8.GetString(reply.Body)}");
    }
}
