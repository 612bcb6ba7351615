using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Sqlite;
using MeshRuntime.Components.Files;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// Opens the message store, and says for each way in which SQLite fails what a person can do. A damaged file is never replaced: it holds messages that
/// were accepted.
/// </summary>
internal sealed partial class StoreFile(string path, ILogger log)
{
    // A shell that somebody has open on the file may lock it for so long before publishers hear of it. Sidecars take turns (WriteTurn).
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    public string Path => path;

    /// <summary>Locks and sockets of the processes that have the file open.</summary>
    public string RunFolder => path + ".run";

    /// <summary>Makes the folders and an empty file, all of them the owner's alone.</summary>
    /// <exception cref="ComponentException">They cannot be made.</exception>
    public void Create()
    {
        try
        {
            PrivatePath.CreateFolder(System.IO.Path.GetDirectoryName(path) ?? "/");
            PrivatePath.CreateFolder(RunFolder);

            // Only when it does not exist: closing a second descriptor of a file drops the locks that SQLite holds on it in this process (POSIX).
            if (!File.Exists(path))
            {
                PrivatePath.Open(path, FileMode.CreateNew, FileShare.ReadWrite).Dispose();
            }
        }
        catch (IOException) when (File.Exists(path) && Directory.Exists(RunFolder))
        {
            // Another process was faster.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"cannot be made: {e.Message} Check that this user may write its folder, and the disk's space, or name another in path.", e);
        }
    }

    /// <summary>Opens it to write; the caller has the turn.</summary>
    /// <exception cref="SqliteFailure">The file cannot be used.</exception>
    /// <exception cref="ComponentException">The file is gone, or not a message store.</exception>
    public SqliteDatabase Open()
    {
        if (IsGone)
        {
            throw Gone();
        }

        var isDamaged = KeepDamagedLog();
        var database = SqliteDatabase.OpenExisting(path, BusyTimeout);
        try
        {
            // FULL: each commit is on the disk before it returns. The checkpoint at 8 MiB instead of 4 halves the fsyncs that are not a publisher's.
            database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000; "
                + "PRAGMA journal_size_limit = 33554432; PRAGMA cell_size_check = ON");
            Schema.Ensure(database);
            if (isDamaged)
            {
                // Begins a new log: what is behind the damage would be found again, among what is written from now on.
                database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }

            return database;
        }
        catch (InvalidDataException e)
        {
            database.Dispose();
            throw new ComponentException(ComponentFault.Invalid, $"{path} is not a message store that can be used: {e.Message}. Name another file in path.", e);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A connection for one look; the tables are there.</summary>
    /// <exception cref="SqliteFailure">The file cannot be used.</exception>
    /// <exception cref="ComponentException">The file is gone.</exception>
    public SqliteDatabase OpenToRead() => IsGone ? throw Gone() : SqliteDatabase.OpenExisting(path, BusyTimeout);

    /// <summary>True when somebody deleted the file under us: what is written to it then is lost.</summary>
    public bool IsGone => !File.Exists(path);

    public ComponentException Gone() =>
        Unavailable("was deleted while in use. Put it back, or delete what is left of it (-wal, -shm) too; then restart the sidecars that use it.", null);

    /// <summary>What to tell the caller.</summary>
    public ComponentException Explain(SqliteFailure failure) => failure switch
    {
        { IsFull: true } => new ComponentException(
            ComponentFault.Throttled, $"the disk of the message store {path} is full. Nothing that was accepted is lost; make room on it, and publishing goes on.", failure),
        { IsCorruption: true } => Unavailable(
            $"is damaged ({failure.Message}). It was left as it is. Stop the sidecars that use it, save what can be saved with "
            + $"\"sqlite3 {path} .recover\", move it away together with its -wal and -shm, and start again.",
            failure),
        { IsReadOnly: true } => Unavailable($"cannot be written ({failure.Message}). Check that this user may write the file and its folder.", failure),
        { IsBusy: true } => Unavailable(
            $"is locked by another program for more than {BusyTimeout.TotalSeconds:0} s. Close what has it open, such as a SQLite shell.", failure),
        _ => Unavailable($"cannot be used: {failure.Message}. Look at its disk.", failure),
    };

    public ComponentException Unavailable(string what, Exception? inner) => new(ComponentFault.Unavailable, $"the message store {path} {what}", inner);

    /// <summary>SQLite is about to forget what is behind the damage, so that much is kept beside it, and told.</summary>
    private bool KeepDamagedLog()
    {
        try
        {
            if (LogDamage.Find(path + "-wal") is not { } damage)
            {
                return false;
            }

            var copy = path + "-wal.damaged";
            using (var from = new FileStream(path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            using (var to = PrivatePath.Open(copy, FileMode.Create, FileShare.None))
            {
                from.CopyTo(to);
            }

            Log.Damaged(log, path, damage.Frame, damage.Lost, copy);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"cannot be looked at: {e.Message}", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5110, LogLevel.Error,
            "The log of the message store {File} is damaged at its page {Page}: {Lost} pages from there on cannot be read, and messages that were accepted may be among them. "
            + "After a power cut it is only what was not confirmed yet; otherwise look at the disk. The log was kept as {Copy}")]
        public static partial void Damaged(ILogger logger, string file, long page, long lost, string copy);
    }
}
