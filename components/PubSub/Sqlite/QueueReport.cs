using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Reads what waits in the store, on a connection of its own: it disturbs no publisher.</summary>
internal sealed class QueueReport(StoreFile file, TimeProvider time)
{
    private const string Queues =
        """
        SELECT t.name, q.name,
            (SELECT count(*) FROM messages m WHERE m.topic = q.topic AND m.seq > q.cursor AND (m.expires IS NULL OR m.expires > ?1))
                + (SELECT count(*) FROM leases l WHERE l.queue = q.id),
            (SELECT count(*) FROM leases l WHERE l.queue = q.id AND l.owner <> 0),
            min(
                coalesce((SELECT m.published FROM messages m WHERE m.topic = q.topic AND m.seq > q.cursor AND (m.expires IS NULL OR m.expires > ?1)
                    ORDER BY m.seq LIMIT 1), ?1),
                coalesce((SELECT min(m.published) FROM leases l JOIN messages m ON m.seq = l.seq WHERE l.queue = q.id), ?1)),
            (SELECT count(*) FROM dead d WHERE d.queue = q.id)
        FROM queues q JOIN topics t ON t.id = q.topic ORDER BY t.name, q.name
        """;

    private const string Waiting =
        """
        SELECT seq, data, published, deliveries, NULL FROM (
            SELECT m.seq, m.data, m.published, l.deliveries FROM leases l JOIN messages m ON m.seq = l.seq WHERE l.queue = ?1
            UNION ALL
            SELECT * FROM (SELECT m.seq, m.data, m.published, 0 FROM queues q JOIN messages m ON m.topic = q.topic AND m.seq > q.cursor
                WHERE q.id = ?1 AND (m.expires IS NULL OR m.expires > ?2) ORDER BY m.seq LIMIT ?3))
        ORDER BY seq LIMIT ?3
        """;

    private const string DeadLetters = "SELECT seq, data, published, deliveries, reason FROM dead WHERE queue = ?1 AND ?2 > 0 ORDER BY seq LIMIT ?3";

    public Task<IReadOnlyList<QueueStatus>> ListAsync(CancellationToken cancellation) => ReadAsync<IReadOnlyList<QueueStatus>>(
        database =>
        {
            var now = Now;
            var queues = new List<QueueStatus>();
            using var query = database.Prepare(Queues).Bind(1, now);
            while (query.Read())
            {
                var backlog = query.Integer(2);
                queues.Add(new QueueStatus(query.Text(0) ?? "", query.Text(1) ?? "", backlog, query.Integer(3), backlog == 0 ? null : Age(now, query.Integer(4)), query.Integer(5)));
            }

            return queues;
        },
        cancellation);

    public Task<IReadOnlyList<QueuedMessage>> PeekAsync(string topic, string group, bool deadLetters, int count, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<QueuedMessage>>(
            database =>
            {
                var now = Now;
                var queue = Find(database, topic, group);
                var messages = new List<QueuedMessage>();
                using var query = database.Prepare(deadLetters ? DeadLetters : Waiting).Bind(1, queue.Id).Bind(2, now).Bind(3, count);
                while (query.Read())
                {
                    messages.Add(new QueuedMessage($"{query.Integer(0)}", query.Blob(1), Age(now, query.Integer(2)), (int)query.Integer(3), query.Text(4)));
                }

                return messages;
            },
            cancellation);

    public Task<QueueKey> FindAsync(string topic, string group, CancellationToken cancellation) =>
        ReadAsync(database => Find(database, topic, group), cancellation);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static TimeSpan Age(long now, long published) => TimeSpan.FromMilliseconds(Math.Max(0, now - published));

    private QueueKey Find(SqliteDatabase database, string topic, string group)
    {
        using var query = database.Prepare("SELECT q.id, t.id FROM topics t JOIN queues q ON q.topic = t.id WHERE t.name = ? AND q.name = ?")
            .Bind(1, topic).Bind(2, group);
        return query.Read()
            ? new QueueKey(query.Integer(0), query.Integer(1), topic)
            : throw new ComponentException(
                ComponentFault.NotFound, $"the message store {file.Path} has no queue of group \"{group}\" on topic \"{topic}\": list its queues to see which there are");
    }

    private async Task<T> ReadAsync<T>(Func<SqliteDatabase, T> read, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(
                () =>
                {
                    using var database = file.OpenToRead();
                    return read(database);
                },
                cancellation).WaitAsync(cancellation);
        }
        catch (SqliteFailure failure)
        {
            throw file.Explain(failure);
        }
    }
}
