using System.Collections.Immutable;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Files;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// The broker that needs no server: the sidecars of one host share a file. What was accepted is on the disk, waits for every group that has subscribed,
/// and goes to one member of each.
/// </summary>
internal sealed partial class SqlitePubSub : IPubSub, IBulkPublisher, IQueueInspector
{
    // A frozen process may hold the turn. Publishers hear of it; what they handed over may still be written later.
    private static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(30);

    private readonly SqlitePubSubOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly StoreFile _file;
    private readonly Room _room;
    private readonly QueueReport _report;
    private ImmutableList<TopicReader> _readers = [];
    private OpenStore? _store;

    public SqlitePubSub(ComponentContext context)
    {
        _options = SqlitePubSubOptions.Read(context);
        _time = context.Time;
        _log = context.Loggers.CreateLogger<SqlitePubSub>();
        _file = new StoreFile(_options.File, _log);
        _room = new Room(_file, _options);
        _report = new QueueReport(_file, _time);
    }

    public IReadOnlyList<string> Capabilities { get; } = [PubSubCapability.MessageTtl, PubSubCapability.BulkPublish];

    private OpenStore Store => _store ?? throw _file.Unavailable("is not open: the sidecar is starting or stopping.", null);

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        _store = await OpenStore.StartAsync(_options, _file, _room, Wake, _time, _log, cancellation);
        if (PrivatePath.Exposure(_file.Path) is { } mode)
        {
            Log.Exposed(_log, _file.Path, mode);
        }

        Log.Opened(_log, _file.Path, _options.Group);
    }

    public async ValueTask PublishAsync(PubSubMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        if ((await PublishAsync([message], cancellation))[0] is { } refused)
        {
            throw refused;
        }
    }

    public async ValueTask<IReadOnlyList<ComponentException?>> PublishAsync(IReadOnlyList<PubSubMessage> messages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellation.ThrowIfCancellationRequested();
        var commits = Store.Commits;
        var now = _time.GetUtcNow();
        var outcomes = new ComponentException?[messages.Count];
        var accepted = new List<(string Topic, StoredMessage Message)>(messages.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            var stored = StoredMessage.Of(messages[i], now);
            outcomes[i] = _room.Take(stored.Size);
            if (outcomes[i] is null)
            {
                accepted.Add((messages[i].Topic, stored));
            }
        }

        if (accepted.Count > 0 && await WriteAsync(commits, accepted, cancellation) is { } failed)
        {
            // One transaction: all of them, or none.
            outcomes = [.. outcomes.Select(refused => refused ?? failed)];
        }

        return outcomes;
    }

    public async ValueTask<ISubscription> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(handler);
        var store = Store;
        var queue = new GroupQueue(_options, store.Commits, store.Owner, store.Retention, subscription.Topic, _log);
        var reader = new TopicReader(queue, _options.Concurrency, subscription.Topic, handler, Forget, _time, _log);

        // Known before it joins: a message published in between rings it.
        ImmutableInterlocked.Update(ref _readers, static (all, one) => all.Add(one), reader);
        try
        {
            await reader.StartAsync(cancellation);
            return reader;
        }
        catch
        {
            Forget(reader);
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken cancellation) => await _report.ListAsync(cancellation);

    public async ValueTask<IReadOnlyList<QueuedMessage>> PeekAsync(string topic, string group, bool deadLetters, int count, CancellationToken cancellation) =>
        await _report.PeekAsync(topic, group, deadLetters, count, cancellation);

    public async ValueTask<long> RedriveAsync(string topic, string group, CancellationToken cancellation)
    {
        var queue = await _report.FindAsync(topic, group, cancellation);
        return await Store.Commits.RunAsync(
            store =>
            {
                store.Touch(queue.TopicId);
                return (long)store.DeadLetters.Redrive(queue);
            },
            weight: SweepTable.Rows,
            durable: true,
            cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in Volatile.Read(ref _readers))
        {
            await reader.StopAsync(new CancellationToken(canceled: true));
        }

        if (Interlocked.Exchange(ref _store, null) is { } store)
        {
            await store.DisposeAsync();
        }
    }

    private async Task<ComponentException?> WriteAsync(CommitQueue commits, List<(string Topic, StoredMessage Message)> messages, CancellationToken cancellation)
    {
        try
        {
            await commits.RunAsync(
                store =>
                {
                    foreach (var (topic, message) in messages)
                    {
                        var id = store.Messages.Topic(topic);
                        store.Messages.Append(id, message);
                        store.Touch(id);
                    }

                    return true;
                },
                weight: messages.Sum(message => 1 + (message.Message.Size / 4096)),
                durable: true,
                cancellation).WaitAsync(PublishLimit, _time, cancellation);
            return null;
        }
        catch (ComponentException e)
        {
            return e;
        }
        catch (TimeoutException e)
        {
            return _file.Unavailable($"did not confirm within {PublishLimit.TotalSeconds:0} s. Look at its disk, and for a stopped process that uses it.", e);
        }
    }

    private void Wake(long? topic)
    {
        foreach (var reader in Volatile.Read(ref _readers))
        {
            // Zero: it is about to learn its number.
            if (topic is null || reader.TopicId == topic || reader.TopicId == 0)
            {
                reader.Ring();
            }
        }
    }

    private void Forget(TopicReader ended) => ImmutableInterlocked.Update(ref _readers, static (all, one) => all.Remove(one), ended);

    private static partial class Log
    {
        [LoggerMessage(5100, LogLevel.Information, "The message store {File} is open for group {Group}")]
        public static partial void Opened(ILogger logger, string file, string group);

        [LoggerMessage(5109, LogLevel.Warning, "Others may read the message store {File} (mode {Mode}): chmod 600 it")]
        public static partial void Exposed(ILogger logger, string file, string mode);
    }
}
