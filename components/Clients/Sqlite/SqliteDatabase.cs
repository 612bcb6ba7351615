using SQLitePCL;

namespace MeshRuntime.Components.Clients.Sqlite;

/// <summary>
/// One open SQLite file, for one thread at a time. Straight on the native calls: the first use costs about 8 ms, against 80 to 140 ms through
/// Microsoft.Data.Sqlite (trimmed, ReadyToRun, 2 cores), and a sidecar must be up in 300.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 _handle;

    // Sets which native library the bindings use. Repeating it is harmless.
    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(sqlite3 handle) => _handle = handle;

    /// <summary>Opens the file, making it when it does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="busyTimeout">How long a statement waits for the locks of others, to the millisecond; zero fails at once.</param>
    /// <exception cref="SqliteFailure">The file cannot be opened. A file that is no database is found only by the first statement.</exception>
    public static SqliteDatabase Open(string path, TimeSpan busyTimeout) => Open(path, busyTimeout, raw.SQLITE_OPEN_CREATE);

    /// <summary>As <see cref="Open(string, TimeSpan)"/>, but fails when the file does not exist.</summary>
    public static SqliteDatabase OpenExisting(string path, TimeSpan busyTimeout) => Open(path, busyTimeout, 0);

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>The row that the last insert made.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>True between BEGIN and its end; SQLite ends a transaction by itself when the disk fails.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Runs statements without parameters, one after the other, and ignores their rows.</summary>
    public void Execute(string statements) => Check(raw.sqlite3_exec(_handle, statements));

    /// <summary>Prepares one statement; the caller disposes it.</summary>
    public SqliteStatement Prepare(string statement)
    {
        Check(raw.sqlite3_prepare_v2(_handle, statement, out var prepared));
        return new SqliteStatement(this, prepared);
    }

    /// <summary>The first column of the first row, such as of a pragma; zero when there is no row.</summary>
    public long Number(string statement)
    {
        using var prepared = Prepare(statement);
        return prepared.Read() ? prepared.Integer(0) : 0;
    }

    public void Dispose() => _handle.Dispose();

    private static SqliteDatabase Open(string path, TimeSpan busyTimeout, int flags)
    {
        // NOMUTEX: no other thread has this handle.
        var code = raw.sqlite3_open_v2(path, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | flags, null);
        var database = new SqliteDatabase(handle);
        if (code != raw.SQLITE_OK)
        {
            using (database)
            {
                throw database.Failure(code);
            }
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        return database;
    }

    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Failure(code);
        }
    }

    internal SqliteFailure Failure(int code) => new(code, raw.sqlite3_errmsg(_handle).utf8_to_string() ?? raw.sqlite3_errstr(code).utf8_to_string() ?? "unknown");
}
