using System.Collections.Immutable;
using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Hands messages of a queue to one process at a time, and settles them.</summary>
internal sealed class LeaseTable(SqliteDatabase database, DeadLetterTable dead) : IDisposable
{
    private readonly SqliteStatement _cursor = database.Prepare("SELECT cursor FROM queues WHERE id = ?");
    private readonly SqliteStatement _moveCursor = database.Prepare("UPDATE queues SET cursor = ? WHERE id = ?");

    private readonly SqliteStatement _due = database.Prepare(
        """
        SELECT m.published, m.expires, m.head, m.data, m.checksum, l.seq, l.deliveries
        FROM leases l LEFT JOIN messages m ON m.seq = l.seq
        WHERE l.queue = ? AND l.owner = 0 AND l.due <= ? ORDER BY l.due, l.seq LIMIT ?
        """);

    private readonly SqliteStatement _fresh = database.Prepare(
        """
        SELECT published, expires, head, data, checksum, seq, 0 FROM messages
        WHERE topic = ? AND seq > ? AND (expires IS NULL OR expires > ?) ORDER BY seq LIMIT ?
        """);

    private readonly SqliteStatement _nextDue = database.Prepare("SELECT min(due) FROM leases WHERE queue = ? AND owner = 0");
    private readonly SqliteStatement _lease = database.Prepare("INSERT INTO leases (queue, seq, owner, due, deliveries) VALUES (?, ?, ?, 0, 1)");
    private readonly SqliteStatement _leaseAgain = database.Prepare("UPDATE leases SET owner = ?, deliveries = deliveries + 1 WHERE queue = ? AND seq = ?");
    private readonly SqliteStatement _drop = database.Prepare("DELETE FROM leases WHERE queue = ? AND seq = ?");
    private readonly SqliteStatement _handled = database.Prepare("DELETE FROM leases WHERE queue = ? AND seq = ? AND owner = ?");

    private readonly SqliteStatement _giveBack = database.Prepare(
        "UPDATE leases SET owner = 0, due = ?, deliveries = deliveries - ? WHERE queue = ? AND seq = ? AND owner = ?");

    /// <summary>Leases up to <paramref name="count"/> messages: first those that come again, then fresh ones, each in order.</summary>
    public Take Take(Membership member, int count, int maxDeliveries, long now)
    {
        var queue = member.Queue;
        var cursor = _cursor.Bind(1, queue.Id).Read() ? _cursor.Integer(0) : (long?)null;
        _cursor.Reset();
        if (cursor is not { } position)
        {
            return PubSub.Sqlite.Take.NoQueue;
        }

        var taken = ImmutableArray.CreateBuilder<Delivery>(count);
        var buried = ImmutableArray.CreateBuilder<string>();
        var due = Read(_due.Bind(1, queue.Id).Bind(2, now).Bind(3, count));
        foreach (var lease in due)
        {
            if (lease.Message is not { } message || message.Expires <= now)
            {
                _drop.Bind(1, queue.Id).Bind(2, lease.Seq).Run();
            }
            else if (WhyDead(message, lease.Deliveries, maxDeliveries) is { } reason)
            {
                Bury(queue, lease.Seq, lease.Deliveries, reason);
                buried.Add(reason);
            }
            else
            {
                _leaseAgain.Bind(1, member.Owner).Bind(2, queue.Id).Bind(3, lease.Seq).Run();
                taken.Add(new Delivery(member, lease.Seq, lease.Deliveries + 1, message.ToMessage(queue.Topic)));
            }
        }

        var fresh = due.Count < count ? Read(_fresh.Bind(1, queue.TopicId).Bind(2, position).Bind(3, now).Bind(4, count - due.Count)) : [];
        foreach (var (message, seq, _) in fresh)
        {
            _lease.Bind(1, queue.Id).Bind(2, seq).Bind(3, member.Owner).Run();
            if (message is { IsSound: true })
            {
                taken.Add(new Delivery(member, seq, 1, message.ToMessage(queue.Topic)));
            }
            else
            {
                Bury(queue, seq, 1, DeadLetterTable.Damaged);
                buried.Add(DeadLetterTable.Damaged);
            }
        }

        if (fresh.Count > 0)
        {
            _moveCursor.Bind(1, fresh[^1].Seq).Bind(2, queue.Id).Run();
        }

        var more = due.Count + fresh.Count == count;
        return new Take(taken.ToImmutable(), buried.ToImmutable(), more, more ? null : NextDue(queue.Id));
    }

    /// <summary>Ends a lease. Each of these does nothing when the owner no longer has it: it was taken for dead, and somebody else has the message.</summary>
    public void Handled(long queue, long seq, long owner) => _handled.Bind(1, queue).Bind(2, seq).Bind(3, owner).Run();

    public void Failed(long queue, long seq, long owner, long due) => GiveBack(queue, seq, owner, due, uncounted: 0);

    public void Abandoned(long queue, long seq, long owner) => GiveBack(queue, seq, owner, due: 0, uncounted: 1);

    /// <returns>True when it became a dead letter.</returns>
    public bool Exhausted(QueueKey queue, Delivery delivery, long owner) =>
        _handled.Bind(1, queue.Id).Bind(2, delivery.Seq).Bind(3, owner).Run() > 0
        && dead.Bury(queue.Id, delivery.Seq, delivery.Deliveries, DeadLetterTable.Exhausted(delivery.Deliveries));

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_cursor, _moveCursor, _due, _fresh, _nextDue, _lease, _leaseAgain, _drop, _handled, _giveBack])
        {
            statement.Dispose();
        }
    }

    private static string? WhyDead(StoredMessage message, int deliveries, int maxDeliveries) =>
        !message.IsSound ? DeadLetterTable.Damaged
        : maxDeliveries > 0 && deliveries >= maxDeliveries ? DeadLetterTable.Exhausted(deliveries)
        : null;

    // All rows before any is changed: SQLite does not say what a query sees of changes made under it.
    private static List<(StoredMessage? Message, long Seq, int Deliveries)> Read(SqliteStatement query)
    {
        var rows = new List<(StoredMessage?, long, int)>();
        while (query.Read())
        {
            var message = query.IsNull(0)
                ? null
                : new StoredMessage(query.Integer(0), query.IsNull(1) ? null : query.Integer(1), query.Blob(2), query.Blob(3), query.Integer(4));
            rows.Add((message, query.Integer(5), (int)query.Integer(6)));
        }

        return rows;
    }

    private void Bury(QueueKey queue, long seq, int deliveries, string reason)
    {
        dead.Bury(queue.Id, seq, deliveries, reason);
        _drop.Bind(1, queue.Id).Bind(2, seq).Run();
    }

    private void GiveBack(long queue, long seq, long owner, long due, int uncounted) =>
        _giveBack.Bind(1, due).Bind(2, uncounted).Bind(3, queue).Bind(4, seq).Bind(5, owner).Run();

    private long? NextDue(long queue)
    {
        var next = _nextDue.Bind(1, queue).Read() && !_nextDue.IsNull(0) ? _nextDue.Integer(0) : (long?)null;
        _nextDue.Reset();
        return next;
    }
}
