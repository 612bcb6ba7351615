using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// The tables of the message store. A message is one row, however many groups there are: a queue (one group on one topic) is a position in the
/// messages of its topic (<c>cursor</c>), and a row in <c>leases</c> for each one before it that is not settled.
/// </summary>
internal static class Schema
{
    private const long Version = 1;

    // messages: AUTOINCREMENT, since numbers must not start over when the last message was deleted: cursors would be ahead of them.
    // leases.owner is 0 when nobody has the message; then it may be taken from due on (milliseconds since 1970). Dead letters hold a copy of their
    // message, so that they keep nothing else in the store.
    private const string Tables =
        """
        CREATE TABLE topics (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE messages (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER NOT NULL, published INTEGER NOT NULL, expires INTEGER,
            head BLOB NOT NULL, data BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;
        CREATE INDEX messages_by_topic ON messages (topic);
        CREATE INDEX messages_by_expiry ON messages (expires) WHERE expires IS NOT NULL;
        CREATE TABLE queues (
            id INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER NOT NULL, name TEXT NOT NULL, cursor INTEGER NOT NULL, idle_since INTEGER NOT NULL,
            UNIQUE (topic, name)) STRICT;
        CREATE TABLE leases (
            queue INTEGER NOT NULL, seq INTEGER NOT NULL, owner INTEGER NOT NULL, due INTEGER NOT NULL, deliveries INTEGER NOT NULL,
            PRIMARY KEY (queue, seq)) STRICT, WITHOUT ROWID;
        CREATE INDEX leases_by_due ON leases (queue, due, seq) WHERE owner = 0;
        CREATE TABLE dead (
            queue INTEGER NOT NULL, seq INTEGER NOT NULL, published INTEGER NOT NULL, expires INTEGER, head BLOB NOT NULL, data BLOB NOT NULL,
            checksum INTEGER NOT NULL, deliveries INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (queue, seq)) STRICT;
        CREATE TABLE owners (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, bell TEXT, beat INTEGER NOT NULL, patience INTEGER NOT NULL) STRICT;
        CREATE TABLE members (id INTEGER PRIMARY KEY AUTOINCREMENT, owner INTEGER NOT NULL, queue INTEGER NOT NULL) STRICT;
        """;

    /// <summary>Makes the tables in a new file.</summary>
    /// <exception cref="SqliteFailure">The file cannot be used.</exception>
    /// <exception cref="InvalidDataException">The file is a sound database, of another kind or of a later version.</exception>
    public static void Ensure(SqliteDatabase database)
    {
        if (database.Number("PRAGMA user_version") == Version)
        {
            return;
        }

        database.Execute("BEGIN IMMEDIATE");
        try
        {
            // The race: two processes meet the new file. The second one finds the tables of the first.
            var found = database.Number("PRAGMA user_version");
            if (found != Version)
            {
                if (found != 0 || database.Number("SELECT count(*) FROM sqlite_master") != 0)
                {
                    throw new InvalidDataException(found > Version ? "it was made by a later version of MeshRuntime" : "it is a database of something else");
                }

                database.Execute(Tables);
                database.Execute($"PRAGMA user_version = {Version}");
            }

            database.Execute("COMMIT");
        }
        catch
        {
            // Fails when SQLite has rolled back by itself; either way nothing is left open.
            if (database.IsInTransaction)
            {
                database.Execute("ROLLBACK");
            }

            throw;
        }
    }
}
