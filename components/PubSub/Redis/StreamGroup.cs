using MeshRuntime.Components.Clients.Resp;

namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>What is asked of one group on one stream. The commands are those of Dapr's component, which may be in the same group.</summary>
/// <param name="client">The connection of all; reads that wait have their own.</param>
/// <param name="topic">The stream.</param>
/// <param name="group">The group, and the one consumer in it.</param>
internal sealed class StreamGroup(RespClient client, string topic, string group)
{
    public string Topic => topic;

    public string Name => group;

    /// <summary>Makes the group, and the stream when there is none. A new group begins with all that the stream holds.</summary>
    public async ValueTask CreateAsync(CancellationToken cancellation)
    {
        try
        {
            await client.ExecuteAsync(new RespCommand("XGROUP").Add("CREATE").Add(topic).Add(group).Add("0").Add("MKSTREAM"), cancellation);
        }
        catch (RespFailure e) when (e.Code == "BUSYGROUP")
        {
            // It is there.
        }
    }

    /// <summary>Takes new messages, and waits for the first.</summary>
    public async ValueTask<List<StreamEntry>> ReadAsync(RespClient reader, int count, TimeSpan block, CancellationToken cancellation)
    {
        var reply = await reader.ExecuteAsync(
            new RespCommand("XREADGROUP").Add("GROUP").Add(group).Add(group).Add("COUNT").Add(count).Add("BLOCK").Add((long)block.TotalMilliseconds)
                .Add("STREAMS").Add(topic).Add(">"),
            cancellation,
            block);

        // A map of streams; before RESP3 a list of pairs.
        var entries = reply.Kind == RespKind.Map ? reply.Items : reply.Items is [var pair] ? pair.Items : [];
        return entries is [_, var read] ? Entries(read) : [];
    }

    public async ValueTask AcknowledgeAsync(string id, CancellationToken cancellation) =>
        await client.ExecuteAsync(Command("XACK").Add(id), cancellation);

    /// <summary>Delivered and not acknowledged messages, by their place in the stream.</summary>
    /// <param name="from">Where to begin; <c>-</c> for the first.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async ValueTask<List<PendingEntry>> PendingAsync(string from, int count, CancellationToken cancellation)
    {
        var reply = await client.ExecuteAsync(Command("XPENDING").Add(from).Add("+").Add(count), cancellation);
        var pending = new List<PendingEntry>(reply.Items.Length);
        foreach (var item in reply.Items)
        {
            if (item.Items is [var id, _, var idle, var deliveries, ..])
            {
                pending.Add(new PendingEntry(id.ToString(), TimeSpan.FromMilliseconds(idle.AsInteger() ?? 0), (int)(deliveries.AsInteger() ?? 0)));
            }
        }

        return pending;
    }

    /// <summary>Takes over messages that nobody claimed for that long; others that were asked for are left out.</summary>
    public async ValueTask<List<StreamEntry>> ClaimAsync(List<string> ids, TimeSpan idle, CancellationToken cancellation)
    {
        var reply = await client.ExecuteAsync(AddAll(Claim(idle), ids), cancellation);
        var claimed = Entries(reply);
        if (HasNull(reply))
        {
            // Servers before 7 hand out entries that were deleted meanwhile as nulls, and would do so for ever.
            foreach (var gone in ids.Except(claimed.Select(entry => entry.Id)))
            {
                await AcknowledgeIfDeletedAsync(gone, cancellation);
            }
        }

        return claimed;
    }

    /// <summary>Tells the group how long ago these messages were delivered: now for those that are being worked on, long ago for those given back.</summary>
    public async ValueTask DateAsync(IEnumerable<string> ids, TimeSpan idle, CancellationToken cancellation)
    {
        // 500 at once keeps each command below a tenth of a millisecond or so of the server's one thread.
        foreach (var some in ids.Chunk(500))
        {
            await client.ExecuteAsync(AddAll(Claim(TimeSpan.Zero), some).Add("IDLE").Add((long)idle.TotalMilliseconds).Add("JUSTID"), cancellation);
        }
    }

    /// <summary>Ends a read of another connection that waits for messages; false when there was none.</summary>
    public async ValueTask<bool> UnblockAsync(long connection, CancellationToken cancellation) =>
        (await client.ExecuteAsync(new RespCommand("CLIENT").Add("UNBLOCK").Add(connection), cancellation)).AsInteger() == 1;

    private async ValueTask AcknowledgeIfDeletedAsync(string id, CancellationToken cancellation)
    {
        var found = await client.ExecuteAsync(new RespCommand("XRANGE").Add(topic).Add(id).Add(id), cancellation);
        if (found.Items.IsEmpty)
        {
            await AcknowledgeAsync(id, cancellation);
        }
    }

    private RespCommand Command(string name) => new RespCommand(name).Add(topic).Add(group);

    private RespCommand Claim(TimeSpan idle) => Command("XCLAIM").Add(group).Add((long)idle.TotalMilliseconds);

    private static RespCommand AddAll(RespCommand command, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            command.Add(id);
        }

        return command;
    }

    private static bool HasNull(RespValue reply)
    {
        foreach (var item in reply.Items)
        {
            if (item.IsNull)
            {
                return true;
            }
        }

        return false;
    }

    private static List<StreamEntry> Entries(RespValue list)
    {
        var entries = new List<StreamEntry>(list.Items.Length);
        foreach (var item in list.Items)
        {
            if (StreamEntry.Of(item) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }
}
