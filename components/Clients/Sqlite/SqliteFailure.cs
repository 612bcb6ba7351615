using SQLitePCL;

namespace MeshRuntime.Components.Clients.Sqlite;

/// <summary>What SQLite answered instead of a result. It stays inside the component that asked.</summary>
internal sealed class SqliteFailure(int extendedCode, string message) : Exception(message)
{
    // The primary code is the low byte (sqlite.org/rescode.html).
    private int Code => extendedCode & 0xFF;

    /// <summary>The file is no database, or a broken one.</summary>
    public bool IsCorruption => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>Others held the lock for longer than the busy timeout.</summary>
    public bool IsBusy => Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>The disk is full.</summary>
    public bool IsFull => Code is raw.SQLITE_FULL;

    /// <summary>The file or its disk cannot be written.</summary>
    public bool IsReadOnly => Code is raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM;

    /// <summary>The statement itself is wrong, such as a column that the table does not have.</summary>
    public bool IsStatement => Code is raw.SQLITE_ERROR;
}
