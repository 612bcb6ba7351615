using SQLitePCL;

namespace MeshRuntime.Components.Clients.Sqlite;

/// <summary>One prepared statement. Parameters are numbered from 1, columns from 0, as SQLite does.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt prepared) : IDisposable
{
    public SqliteStatement Bind(int parameter, string value)
    {
        database.Check(raw.sqlite3_bind_text(prepared, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(prepared, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        // An empty span has no address, which SQLite takes for null.
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(prepared, parameter, 0) : raw.sqlite3_bind_blob(prepared, parameter, value));
        return this;
    }

    public SqliteStatement BindNull(int parameter)
    {
        database.Check(raw.sqlite3_bind_null(prepared, parameter));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none, and then the statement is ready to run again with other values.</summary>
    public bool Read()
    {
        var code = raw.sqlite3_step(prepared);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        // Made before the reset, which belongs to every end: a statement that stays open holds its transaction open.
        var failure = code == raw.SQLITE_DONE ? null : database.Failure(code);
        Reset();
        return failure is null ? false : throw failure;
    }

    /// <summary>Runs a statement for its effect.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        while (Read())
        {
        }

        return database.Changes;
    }

    /// <summary>Makes a statement ready to run again before its last row was read. Parameters keep their values.</summary>
    public void Reset() => _ = raw.sqlite3_reset(prepared);

    /// <summary>Null when the column is.</summary>
    public string? Text(int column) => raw.sqlite3_column_text(prepared, column).utf8_to_string();

    /// <summary>Zero when the column is null.</summary>
    public long Integer(int column) => raw.sqlite3_column_int64(prepared, column);

    /// <summary>A copy; empty when the column is null.</summary>
    public byte[] Blob(int column) => raw.sqlite3_column_blob(prepared, column).ToArray();

    public bool IsNull(int column) => raw.sqlite3_column_type(prepared, column) == raw.SQLITE_NULL;

    public void Dispose() => prepared.Dispose();
}
