using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>Writes messages, and numbers their topics.</summary>
internal sealed class MessageTable(SqliteDatabase database) : IDisposable
{
    private readonly Dictionary<string, long> _topics = new(StringComparer.Ordinal);

    private readonly SqliteStatement _append = database.Prepare(
        "INSERT INTO messages (topic, published, expires, head, data, checksum) VALUES (?, ?, ?, ?, ?, ?)");

    private readonly SqliteStatement _findTopic = database.Prepare("SELECT id FROM topics WHERE name = ?");
    private readonly SqliteStatement _addTopic = database.Prepare("INSERT INTO topics (name) VALUES (?)");

    public void Append(long topic, StoredMessage message)
    {
        _append.Bind(1, topic).Bind(2, message.Published);
        _ = message.Expires is { } expires ? _append.Bind(3, expires) : _append.BindNull(3);
        _append.Bind(4, message.Head.AsSpan()).Bind(5, message.Data.AsSpan()).Bind(6, message.Checksum).Run();
    }

    /// <summary>The number of a topic, which it keeps for ever.</summary>
    public long Topic(string name)
    {
        if (_topics.TryGetValue(name, out var known))
        {
            return known;
        }

        var id = _findTopic.Bind(1, name).Read() ? _findTopic.Integer(0) : 0;
        _findTopic.Reset();
        if (id == 0)
        {
            _addTopic.Bind(1, name).Run();
            id = database.LastRow;
        }

        _topics[name] = id;
        return id;
    }

    /// <summary>After a rollback: the topics that it took back have no number.</summary>
    public void Forget() => _topics.Clear();

    public void Dispose()
    {
        _append.Dispose();
        _findTopic.Dispose();
        _addTopic.Dispose();
    }
}
