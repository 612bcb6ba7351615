using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Deletes what nobody waits for any more, a bounded number of rows at a time.</summary>
internal sealed class SweepTable(SqliteDatabase database) : IDisposable
{
    /// <summary>Rows in one step: about a millisecond, so that publishers hardly wait.</summary>
    public const int Rows = 500;

    // Up to the slowest cursor, but what one of the queues still has out.
    private readonly SqliteStatement _handled = database.Prepare(
        """
        DELETE FROM messages WHERE seq IN (
            SELECT m.seq FROM messages m
            WHERE m.topic = ?1 AND m.seq <= (SELECT min(cursor) FROM queues WHERE topic = ?1)
              AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.seq = m.seq AND l.queue IN (SELECT id FROM queues WHERE topic = ?1))
            ORDER BY m.seq LIMIT ?2)
        """);

    private readonly SqliteStatement _expired = database.Prepare(
        "DELETE FROM messages WHERE seq IN (SELECT seq FROM messages WHERE expires IS NOT NULL AND expires <= ? LIMIT ?)");

    private readonly SqliteStatement _unclaimed = database.Prepare(
        """
        DELETE FROM messages WHERE seq IN (
            SELECT seq FROM (SELECT seq, published FROM messages WHERE topic = ? ORDER BY seq LIMIT ?) WHERE published <= ?)
        """);

    private readonly SqliteStatement _claimed = database.Prepare("SELECT DISTINCT topic FROM queues");
    private readonly SqliteStatement _unclaimedTopics = database.Prepare("SELECT id FROM topics WHERE id NOT IN (SELECT topic FROM queues)");

    private readonly SqliteStatement _idle = database.Prepare(
        """
        SELECT q.id, t.name, q.name FROM queues q JOIN topics t ON t.id = q.topic
        WHERE q.idle_since <= ? AND q.id NOT IN (SELECT queue FROM members)
        """);

    /// <returns>How many rows went; <see cref="Rows"/> when there may be more.</returns>
    public int Handled(long topic) => _handled.Bind(1, topic).Bind(2, Rows).Run();

    public int Expired(long now) => _expired.Bind(1, now).Bind(2, Rows).Run();

    public int Unclaimed(long topic, long before) => _unclaimed.Bind(1, topic).Bind(2, Rows).Bind(3, before).Run();

    /// <summary>Every topic that a group waits on.</summary>
    public IReadOnlyList<long> Claimed() => Numbers(_claimed);

    /// <summary>Every topic that no group waits on.</summary>
    public IReadOnlyList<long> UnclaimedTopics() => Numbers(_unclaimedTopics);

    /// <summary>Deletes the queues that nobody has subscribed to since then, with all that waits in them.</summary>
    /// <returns>What they were: topic and group.</returns>
    public IReadOnlyList<(string Topic, string Group)> Idle(long before)
    {
        var idle = new List<(long Id, string Topic, string Group)>();
        _idle.Bind(1, before);
        while (_idle.Read())
        {
            idle.Add((_idle.Integer(0), _idle.Text(1) ?? "", _idle.Text(2) ?? ""));
        }

        foreach (var (id, _, _) in idle)
        {
            database.Execute($"DELETE FROM leases WHERE queue = {id}; DELETE FROM dead WHERE queue = {id}; DELETE FROM queues WHERE id = {id}");
        }

        return [.. idle.Select(queue => (queue.Topic, queue.Group))];
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_handled, _expired, _unclaimed, _claimed, _unclaimedTopics, _idle])
        {
            statement.Dispose();
        }
    }

    private static List<long> Numbers(SqliteStatement query)
    {
        var numbers = new List<long>();
        while (query.Read())
        {
            numbers.Add(query.Integer(0));
        }

        return numbers;
    }
}
