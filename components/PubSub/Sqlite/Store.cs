using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// The tables on the one connection of this process that writes. What a step of <see cref="CommitQueue"/> sees; only its thread uses it.
/// </summary>
internal sealed class Store : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly HashSet<long> _touched = [];
    private bool _isDurable = true;

    public Store(SqliteDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        Messages = new MessageTable(database);
        Queues = new QueueTable(database);
        DeadLetters = new DeadLetterTable(database);
        Leases = new LeaseTable(database, DeadLetters);
        Owners = new OwnerTable(database);
        Sweep = new SweepTable(database);
    }

    public MessageTable Messages { get; }

    public QueueTable Queues { get; }

    public LeaseTable Leases { get; }

    public DeadLetterTable DeadLetters { get; }

    public OwnerTable Owners { get; }

    public SweepTable Sweep { get; }

    /// <summary>Milliseconds since 1970.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>After the commit, whoever subscribes to this topic is told to look.</summary>
    public void Touch(long topic) => _touched.Add(topic);

    /// <param name="durable">
    /// True: on the disk before the commit returns. False: that much is left to the next durable commit. A killed process loses nothing by it; after a
    /// power cut the last settlements may be missing, so that messages come again.
    /// </param>
    public void Begin(bool durable)
    {
        if (durable != _isDurable)
        {
            _database.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _isDurable = durable;
        }

        _database.Execute("BEGIN IMMEDIATE");
    }

    /// <returns>Who is to be told.</returns>
    public IReadOnlyList<Ring> Commit()
    {
        var rings = new List<Ring>();
        foreach (var topic in _touched)
        {
            Queues.AddRings(topic, rings);
        }

        _database.Execute("COMMIT");
        _touched.Clear();
        return rings;
    }

    public void Rollback()
    {
        _touched.Clear();
        Messages.Forget();

        // SQLite has rolled back by itself after some failures.
        if (_database.IsInTransaction)
        {
            _database.Execute("ROLLBACK");
        }
    }

    public void Dispose()
    {
        Messages.Dispose();
        Queues.Dispose();
        Leases.Dispose();
        DeadLetters.Dispose();
        Owners.Dispose();
        Sweep.Dispose();
        _database.Dispose();
    }
}
