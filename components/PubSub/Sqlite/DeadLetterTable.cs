using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Keeps what failed too often, with the reason, until a person has it delivered again.</summary>
internal sealed class DeadLetterTable(SqliteDatabase database) : IDisposable
{
    public const string Damaged = "its bytes were damaged on the disk: they are not what was published";

    private readonly SqliteStatement _bury = database.Prepare(
        """
        INSERT OR REPLACE INTO dead (queue, seq, published, expires, head, data, checksum, deliveries, reason)
        SELECT ?, seq, published, expires, head, data, checksum, ?, ? FROM messages WHERE seq = ?
        """);

    // The number is the old one, which every cursor has passed: no other queue sees the message again.
    private readonly SqliteStatement _restore = database.Prepare(
        """
        INSERT OR IGNORE INTO messages (seq, topic, published, expires, head, data, checksum)
        SELECT seq, ?, published, expires, head, data, checksum FROM dead WHERE queue = ?
        """);

    private readonly SqliteStatement _lease = database.Prepare(
        "INSERT OR IGNORE INTO leases (queue, seq, owner, due, deliveries) SELECT queue, seq, 0, 0, 0 FROM dead WHERE queue = ?");

    private readonly SqliteStatement _forget = database.Prepare("DELETE FROM dead WHERE queue = ?");

    public static string Exhausted(int deliveries) => $"its handler failed, or died with it, in each of {deliveries} deliveries";

    /// <summary>Copies the message; the caller ends the lease.</summary>
    /// <returns>False when there is no such message any more: its time to live has passed.</returns>
    public bool Bury(long queue, long seq, int deliveries, string reason) =>
        _bury.Bind(1, queue).Bind(2, deliveries).Bind(3, reason).Bind(4, seq).Run() > 0;

    /// <returns>How many came back.</returns>
    public int Redrive(QueueKey queue)
    {
        _restore.Bind(1, queue.TopicId).Bind(2, queue.Id).Run();
        _lease.Bind(1, queue.Id).Run();
        return _forget.Bind(1, queue.Id).Run();
    }

    public void Dispose()
    {
        _bury.Dispose();
        _restore.Dispose();
        _lease.Dispose();
        _forget.Dispose();
    }
}
