using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Resp;

namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>Looks at what waits in the streams of the database. Redis keeps no dead letters, and counts what waits since version 7.</summary>
internal sealed class RedisQueues(RespClient client, TimeProvider time)
{
    // Per step of the walk through the keys, and in all: this is for people, who look at no more.
    private const int KeysAtOnce = 1000;
    private const int MaxStreams = 1000;

    public async ValueTask<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken cancellation)
    {
        var queues = new List<QueueStatus>();
        foreach (var topic in await StreamsAsync(cancellation))
        {
            foreach (var group in await GroupsAsync(topic, cancellation))
            {
                queues.Add(await StatusAsync(topic, group, cancellation));
            }
        }

        return queues;
    }

    public async ValueTask<IReadOnlyList<QueuedMessage>> PeekAsync(string topic, string group, bool deadLetters, int count, CancellationToken cancellation)
    {
        var found = await FindAsync(topic, group, cancellation);
        if (deadLetters)
        {
            return [];
        }

        var messages = new List<QueuedMessage>();
        var pending = await new StreamGroup(client, topic, group).PendingAsync("-", count, cancellation);
        foreach (var entry in pending)
        {
            // An entry that was trimmed is pending and nowhere.
            messages.AddRange(await RangeAsync(topic, entry.Id, entry.Id, 1, entry.Deliveries, cancellation));
        }

        if (messages.Count < count)
        {
            messages.AddRange(await RangeAsync(topic, StreamEntry.After(found["last-delivered-id"u8].ToString()), "+", count - messages.Count, 0, cancellation));
        }

        return messages;
    }

    /// <exception cref="ComponentException">Always: there is nothing to put back.</exception>
    public async ValueTask<long> RedriveAsync(string topic, string group, CancellationToken cancellation)
    {
        await FindAsync(topic, group, cancellation);
        throw new ComponentException(
            ComponentFault.Invalid, $"Redis keeps no dead letters of topic {topic}: give its subscription a deadLetterTopic and subscribe to that one");
    }

    private async Task<QueueStatus> StatusAsync(string topic, RespValue group, CancellationToken cancellation)
    {
        var (name, pending, lag) = (group["name"u8].ToString(), group["pending"u8].AsInteger() ?? 0, group["lag"u8].AsInteger());
        var oldest = pending > 0 ? (await new StreamGroup(client, topic, name).PendingAsync("-", 1, cancellation)).Select(entry => entry.Id).FirstOrDefault() : null;
        if (oldest is null)
        {
            var next = await RangeAsync(topic, StreamEntry.After(group["last-delivered-id"u8].ToString()), "+", 1, 0, cancellation);
            oldest = next.Select(message => message.Id).FirstOrDefault();
        }

        return new QueueStatus(topic, name, lag is { } waiting ? waiting + pending : null, pending, oldest is null ? null : AgeOf(oldest), null);
    }

    private async Task<RespValue> FindAsync(string topic, string group, CancellationToken cancellation)
    {
        var groups = await GroupsAsync(topic, cancellation);
        var found = Array.FindIndex(groups, each => each["name"u8].ToString() == group);
        return found >= 0
            ? groups[found]
            : throw new ComponentException(ComponentFault.NotFound, $"there is no group {group} on topic {topic} in this Redis database");
    }

    private async Task<RespValue[]> GroupsAsync(string topic, CancellationToken cancellation)
    {
        try
        {
            return (await client.ExecuteAsync(new RespCommand("XINFO").Add("GROUPS").Add(topic), cancellation)).Items.ToArray();
        }
        catch (RespFailure e) when (e.Message.Contains("no such key", StringComparison.Ordinal))
        {
            return [];
        }
    }

    private async Task<List<QueuedMessage>> RangeAsync(string topic, string from, string to, int count, int deliveries, CancellationToken cancellation)
    {
        var reply = await client.ExecuteAsync(new RespCommand("XRANGE").Add(topic).Add(from).Add(to).Add("COUNT").Add(count), cancellation);
        var messages = new List<QueuedMessage>();
        foreach (var item in reply.Items)
        {
            if (StreamEntry.Of(item) is { } entry)
            {
                messages.Add(new QueuedMessage(entry.Id, entry.Data, AgeOf(entry.Id), deliveries, null));
            }
        }

        return messages;
    }

    private async Task<List<string>> StreamsAsync(CancellationToken cancellation)
    {
        var streams = new List<string>();
        var cursor = "0";
        do
        {
            var reply = await client.ExecuteAsync(
                new RespCommand("SCAN").Add(cursor).Add("COUNT").Add(KeysAtOnce).Add("TYPE").Add("stream"), cancellation);
            cursor = reply.Items is [var next, var keys] ? Take(next, keys, streams) : "0";
        }
        while (cursor != "0" && streams.Count < MaxStreams);

        // The walk may name a key twice.
        return [.. streams.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string Take(RespValue next, RespValue keys, List<string> streams)
    {
        foreach (var key in keys.Items)
        {
            streams.Add(key.ToString());
        }

        return next.ToString();
    }

    private TimeSpan AgeOf(string id)
    {
        var age = time.GetUtcNow() - StreamEntry.TimeOf(id);

        // The id is of the server's clock, which may be ahead.
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }
}
