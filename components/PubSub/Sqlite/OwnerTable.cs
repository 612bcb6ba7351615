using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>The processes that have the store open, and may hold messages.</summary>
internal sealed class OwnerTable(SqliteDatabase database) : IDisposable
{
    private readonly SqliteStatement _add = database.Prepare("INSERT INTO owners (name, bell, beat, patience) VALUES (?, ?, 0, ?)");
    private readonly SqliteStatement _beat = database.Prepare("UPDATE owners SET beat = beat + 1 WHERE id = ?");
    private readonly SqliteStatement _remove = database.Prepare("DELETE FROM owners WHERE id = ?");
    private readonly SqliteStatement _release = database.Prepare("UPDATE leases SET owner = 0, due = 0 WHERE owner = ?");

    private readonly SqliteStatement _topics = database.Prepare(
        """
        SELECT DISTINCT q.topic FROM queues q
        WHERE q.id IN (SELECT queue FROM leases WHERE owner = ?1)
        """);

    private readonly SqliteStatement _idle = database.Prepare("UPDATE queues SET idle_since = ? WHERE id IN (SELECT queue FROM members WHERE owner = ?)");
    private readonly SqliteStatement _leave = database.Prepare("DELETE FROM members WHERE owner = ?");

    public long Add(string name, string? bell, TimeSpan patience)
    {
        _add.Bind(1, name).Bind(3, (long)patience.TotalMilliseconds);
        (bell is null ? _add.BindNull(2) : _add.Bind(2, bell)).Run();
        return database.LastRow;
    }

    /// <summary>False when the others took this process for dead.</summary>
    public bool Beat(long owner) => _beat.Bind(1, owner).Run() > 0;

    /// <summary>Gives back all that a process has; how often that was handed out still counts, since one of them may have killed it.</summary>
    /// <returns>The topics of it.</returns>
    public IReadOnlyList<long> Remove(long owner, long now)
    {
        var topics = new List<long>();
        _topics.Bind(1, owner);
        while (_topics.Read())
        {
            topics.Add(_topics.Integer(0));
        }

        _release.Bind(1, owner).Run();
        _idle.Bind(1, now).Bind(2, owner).Run();
        _leave.Bind(1, owner).Run();
        _remove.Bind(1, owner).Run();
        return topics;
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_add, _beat, _remove, _release, _topics, _idle, _leave])
        {
            statement.Dispose();
        }
    }
}
