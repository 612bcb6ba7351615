using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>The queues, and which processes are subscribed to them.</summary>
internal sealed class QueueTable(SqliteDatabase database) : IDisposable
{
    private readonly SqliteStatement _find = database.Prepare("SELECT id FROM queues WHERE topic = ? AND name = ?");

    private readonly SqliteStatement _add = database.Prepare(
        """
        INSERT INTO queues (topic, name, cursor, idle_since)
        VALUES (?, ?, iif(?, 0, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'messages'), 0)), ?)
        """);

    private readonly SqliteStatement _join = database.Prepare("INSERT INTO members (owner, queue) VALUES (?, ?)");
    private readonly SqliteStatement _leave = database.Prepare("DELETE FROM members WHERE id = ?");
    private readonly SqliteStatement _idle = database.Prepare("UPDATE queues SET idle_since = ? WHERE id = ?");

    private readonly SqliteStatement _bells = database.Prepare(
        """
        SELECT DISTINCT o.id, o.bell FROM queues q JOIN members m ON m.queue = q.id JOIN owners o ON o.id = m.owner WHERE q.topic = ?
        """);

    /// <summary>The queue of a group; a new one begins with what is published from now on, or with the oldest message that is still there.</summary>
    public long Ensure(long topic, string group, bool fromEarliest, long now)
    {
        var id = _find.Bind(1, topic).Bind(2, group).Read() ? _find.Integer(0) : 0;
        _find.Reset();
        if (id != 0)
        {
            return id;
        }

        _add.Bind(1, topic).Bind(2, group).Bind(3, fromEarliest ? 1 : 0).Bind(4, now).Run();
        return database.LastRow;
    }

    /// <returns>The membership, to leave by.</returns>
    public long Join(long owner, long queue)
    {
        _join.Bind(1, owner).Bind(2, queue).Run();
        return database.LastRow;
    }

    public void Leave(long membership, long queue, long now)
    {
        _leave.Bind(1, membership).Run();
        _idle.Bind(1, now).Bind(2, queue).Run();
    }

    /// <summary>Who is to be told that a topic has something.</summary>
    public void AddRings(long topic, List<Ring> rings)
    {
        _bells.Bind(1, topic);
        while (_bells.Read())
        {
            rings.Add(new Ring(_bells.Integer(0), _bells.Text(1), topic));
        }
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_find, _add, _join, _leave, _idle, _bells])
        {
            statement.Dispose();
        }
    }
}
