using System.CommandLine;
using System.Globalization;
using MeshRuntime.Cli.Messages;
using MeshRuntime.Cli.Processes;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Commands;

/// <summary>Publishes messages through the sidecar of a running app: <c>mesh publish</c>.</summary>
internal sealed class PublishCommand(CommandContext context)
{
    private readonly SidecarChoice _sidecar = new(
        context,
        new("--publish-app-id", "-i", "--app-id", "-a") { Description = "The app that publishes: its sidecar is asked.", HelpName = "name", Required = true });

    private readonly Option<string> _pubsub = Broker();

    private readonly Option<string> _topic = new("--topic", "-t") { Description = "The topic.", HelpName = "topic", Required = true };

    private readonly BodyChoice _data = new(context, "The message: JSON, a CloudEvent or text.", "text");

    private readonly Option<string> _metadata = new("--metadata", "-m")
    {
        Description = "Metadata for the broker, as JSON: {\"ttlInSeconds\":\"60\"}.", HelpName = "json",
    };

    private readonly Option<long?> _count = new("--count")
    {
        Description = "So many messages. {n} in the data becomes the number of each, from 1; without data each is {\"n\":<number>}.", HelpName = "n",
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = $"Messages a second. Default: as fast as they are taken, {PublishRun.AtOnce} at once, so not quite in order.", HelpName = "n",
    };

    public Command Create(HelpPages help)
    {
        var command = new Command("publish", "Publish a message, or many.");
        _sidecar.AddTo(command);
        command.Add(_pubsub);
        command.Add(_topic);
        _data.AddTo(command);
        command.Add(_metadata);
        command.Add(_count);
        command.Add(_rate);
        help.Example(command, "mesh publish -i orders -t new --data '{\"item\":\"tea\"}'", "one message");
        help.Example(command, "mesh publish -i orders -t new --data '{\"id\":{n}}' --count 1000 --rate 50", "1000 messages, 50 a second");
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>The flag that names the broker.</summary>
    internal static Option<string> Broker() => new("--pubsub", "-p")
    {
        Description = "The broker's component. Default: pubsub.", HelpName = "name", DefaultValueFactory = _ => "pubsub",
    };

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (appId, pubsub, topic) = (_sidecar.AppId(parsed), parsed.GetRequiredValue(_pubsub), parsed.GetRequiredValue(_topic));
        var (count, rate) = (parsed.GetValue(_count), parsed.GetValue(_rate));
        if (count is < 1)
            throw new CommandFailure("--count must be at least 1.", ExitCodes.WrongUsage);
        if (rate is { } pace && !(pace > 0 && double.IsFinite(pace)))
            throw new CommandFailure("--rate must be more than 0 messages a second.", ExitCodes.WrongUsage);
        var query = MessageMetadata.ToQuery(parsed.GetValue(_metadata));
        var template = new MessageTemplate(await _data.ReadAsync(parsed, cancellation), isCounted: count is not null);

        using var signals = new StopSignals(context.Time);
        using var client = await _sidecar.ConnectAsync(parsed, signals.Stop);
        var tally = new PublishTally(appId);
        var run = new PublishRun(
            number => client.PublishAsync(pubsub, topic, query, template.Of(number), template.ContentType, signals.Now), tally, context.Time);
        var began = context.Time.GetTimestamp();
        try
        {
            var work = run.RunAsync(count ?? 1, rate, signals.Stop);
            await new PublishProgress(tally, count ?? 1, context.Terminal.Error, !Console.IsErrorRedirected, context.Time).FollowAsync(work);
        }
        catch (OperationCanceledException) when (signals.Now.IsCancellationRequested)
        {
            // A second Ctrl-C: what is in flight counts neither way.
        }

        if (count is null)
            return await OneAsync(client, tally, appId, $"topic {topic} of {pubsub}", signals.Now);
        context.Terminal.Output.WriteLine(Summary(tally, count.Value, $"topic {topic} of {pubsub}", context.Time.GetElapsedTime(began)));
        if (tally.FirstFailure is { } failure)
            throw await FailuresAsync(client, tally, failure, appId, signals.Now);
        return tally.Published == count ? ExitCodes.Done : ExitCodes.Failed;
    }

    private async Task<int> OneAsync(SidecarClient client, PublishTally tally, string appId, string where, CancellationToken cancellation)
    {
        if (tally.FirstFailure is { } failure)
            throw await Refusal.ExplainAsync(client, failure, appId, cancellation);
        if (tally.Published == 0)
            return ExitCodes.Failed;
        context.Terminal.Output.WriteLine($"Published to {where}.");
        return ExitCodes.Done;
    }

    private static async Task<CommandFailure> FailuresAsync(
        SidecarClient client, PublishTally tally, SidecarReply first, string appId, CancellationToken cancellation)
    {
        List<string> lines = [$"{tally.Failed} failed{(tally.IsRefused ? ", and no more were sent" : "")}:"];
        lines.AddRange(tally.Reasons.Select(reason => $"  {reason.Times} x {reason.Reason}"));
        if (await Refusal.CureAsync(client, first, appId, cancellation) is { } cure)
            lines.Add(cure);
        return new CommandFailure(string.Join(Environment.NewLine, lines));
    }

    private static string Summary(PublishTally tally, long count, string where, TimeSpan took) => string.Create(
        CultureInfo.InvariantCulture,
        $"Published {tally.Published} of {count} to {where} in {took.TotalSeconds:0.0} s: {tally.Published / Math.Max(took.TotalSeconds, 0.001):0}/s.");
}
