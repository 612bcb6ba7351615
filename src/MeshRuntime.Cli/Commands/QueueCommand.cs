using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MeshRuntime.Cli.Messages;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli.Commands;

/// <summary>Looks into the queues of a broker: <c>mesh queue ls</c>, <c>peek</c> and <c>redrive</c>.</summary>
internal sealed class QueueCommand(CommandContext context)
{
    private const int LongestData = 120;
    private const int LongestReason = 60;
    private const int DefaultCount = 10;
    private const int MostCount = 100; // the sidecar's own limit
    private const string Unknown = "-";

    private static readonly string[] QueueTitles = ["TOPIC", "GROUP", "BACKLOG", "IN FLIGHT", "OLDEST", "DEAD LETTERS"];
    private static readonly string[] MessageTitles = ["ID", "AGE", "DELIVERIES", "REASON", "DATA"];

    private readonly SidecarChoice _sidecar = new(
        context, new("--app-id", "-a") { Description = "A running app: its sidecar is asked.", HelpName = "name", Required = true });

    private readonly Option<string> _pubsub = PublishCommand.Broker();

    private readonly Option<string> _topic = new("--topic", "-t") { Description = "The topic.", HelpName = "topic", Required = true };

    private readonly Option<string> _group = new("--group", "-g")
    {
        Description = "The group of subscribers. Default: the only one, else that of --app-id.", HelpName = "name",
    };

    private readonly Option<bool> _dead = new("--dead") { Description = "Show the dead letters instead of what waits." };

    private readonly Option<int> _count = new("--count", "-n")
    {
        Description = $"At most so many, 1 to {MostCount}. Default: {DefaultCount}.", HelpName = "n", DefaultValueFactory = _ => DefaultCount,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "How to show them: table or json.", HelpName = "format", DefaultValueFactory = _ => "table",
    };

    public Command Create(HelpPages help)
    {
        _output.AcceptOnlyFromAmong("table", "json");
        var list = Sub("ls", "List the queues: what waits, for whom, how long.", ListAsync, _output);
        var peek = Sub("peek", "Show the oldest messages of a queue; they stay in it.", PeekAsync, _topic, _group, _dead, _count, _output);
        var redrive = Sub("redrive", "Put the dead letters of a queue back into it.", RedriveAsync, _topic, _group);
        help.Example(list, "mesh queue ls --app-id orders", "every queue of the broker named pubsub");
        help.Example(peek, "mesh queue peek --app-id orders --topic new --dead", "what failed too often, and why");
        return new Command("queue", "Look into the queues of a message broker.") { list, peek, redrive };
    }

    private Command Sub(string name, string description, Func<ParseResult, CancellationToken, Task<int>> run, params ReadOnlySpan<Option> options)
    {
        var command = new Command(name, description);
        _sidecar.AddTo(command);
        command.Add(_pubsub);
        foreach (var option in options)
            command.Add(option);
        command.SetAction(run);
        return command;
    }

    private async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var pubsub = parsed.GetRequiredValue(_pubsub);
        var body = await AskAsync(parsed, client => client.QueuesAsync(pubsub, cancellation), cancellation);
        if (IsJson(parsed, body))
            return ExitCodes.Done;
        var queues = Read(body, CliJson.Default.QueueList).Queues;
        if (queues.Length == 0)
            context.Terminal.Output.WriteLine($"No queue in {pubsub}: nobody has subscribed through it yet.");
        else
            TextTable.Print(QueueTitles, queues.Select(Cells));
        return ExitCodes.Done;
    }

    private async Task<int> PeekAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (pubsub, topic, group) = (parsed.GetRequiredValue(_pubsub), parsed.GetRequiredValue(_topic), parsed.GetValue(_group));
        var (isDead, count) = (parsed.GetValue(_dead), parsed.GetValue(_count));
        if (count is < 1 or > MostCount)
            throw new CommandFailure($"--count must be 1 to {MostCount}.", ExitCodes.WrongUsage);
        var body = await AskAsync(parsed, client => client.PeekAsync(pubsub, topic, group, isDead, count, cancellation), cancellation);
        if (IsJson(parsed, body))
            return ExitCodes.Done;
        var messages = Read(body, CliJson.Default.QueueMessages).Messages;
        if (messages.Length == 0)
            context.Terminal.Output.WriteLine($"{(isDead ? "No dead letter" : "Nothing waits")} in topic {topic} of {pubsub}.");
        else
            TextTable.Print(MessageTitles, messages.Select(Cells));
        return ExitCodes.Done;
    }

    private async Task<int> RedriveAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (pubsub, topic, group) = (parsed.GetRequiredValue(_pubsub), parsed.GetRequiredValue(_topic), parsed.GetValue(_group));
        var body = await AskAsync(parsed, client => client.RedriveAsync(pubsub, topic, group, cancellation), cancellation);
        var count = Read(body, CliJson.Default.QueueRedrive).Count;
        context.Terminal.Output.WriteLine($"Put {count} dead letter{(count == 1 ? "" : "s")} back into topic {topic} of {pubsub}.");
        return ExitCodes.Done;
    }

    private async Task<byte[]> AskAsync(ParseResult parsed, Func<SidecarClient, Task<SidecarReply>> question, CancellationToken cancellation)
    {
        using var client = await _sidecar.ConnectAsync(parsed, cancellation);
        var reply = await question(client);
        return reply.IsGood ? reply.Body : throw await Refusal.ExplainAsync(client, reply, _sidecar.AppId(parsed), cancellation);
    }

    private bool IsJson(ParseResult parsed, byte[] body)
    {
        var isJson = parsed.GetValue(_output) == "json";
        if (isJson)
            context.Terminal.Output.WriteLine(Encoding.UTF8.GetString(body));
        return isJson;
    }

    private static T Read<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandFailure("The answer of the sidecar is not what this mesh understands: are both of one version?");
        }
    }

    private static string[] Cells(QueueRow queue) =>
        [queue.Topic, queue.Group, Known(queue.Backlog), Known(queue.InFlight), Age(queue.OldestSeconds), Known(queue.DeadLetters)];

    private static string[] Cells(QueueMessageRow message) =>
    [
        message.Id,
        Age(message.AgeSeconds),
        Known(message.Deliveries),
        message.Reason is { } reason ? PlainText.Of(reason, LongestReason) : Unknown,
        message.Data is { } data ? PlainText.Of(EventText.Of(data), LongestData) : $"({message.Size} bytes that are no text)",
    ];

    private static string Known(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? Unknown;

    private static string Age(double? seconds) => seconds is { } known ? RunningSidecars.Age(TimeSpan.FromSeconds(known)) : Unknown;
}
