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

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Read()
    {
        var code = raw.sqlite3_step(prepared);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw database.Failure(code),
        };
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

    /// <summary>Null when the column is.</summary>
    public string? Text(int column) => raw.sqlite3_column_text(prepared, column).utf8_to_string();

    /// <summary>Zero when the column is null.</summary>
    public long Integer(int column) => raw.sqlite3_column_int64(prepared, column);

    public void Dispose() => prepared.Dispose();
}
