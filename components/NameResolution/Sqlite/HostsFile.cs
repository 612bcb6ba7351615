using System.Globalization;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Sqlite;
using MeshRuntime.Components.Files;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>
/// Runs work on the shared file. Every piece of work opens the file anew (about 0.1 ms): so a file that was deleted or replaced is met as it is now,
/// never through a handle to what it was. A broken file is set aside, once, and a new one takes its place.
/// </summary>
internal sealed partial class HostsFile(SqliteNameOptions options, HostsTable table, TimeProvider time, ILogger log)
{
    private const int MaxAttempts = 3;

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(10);

    /// <exception cref="ComponentException">The file cannot be used now.</exception>
    public Task RunAsync(Action<SqliteDatabase> work, CancellationToken cancellation) =>
        RunAsync(
            database =>
            {
                work(database);
                return true;
            },
            cancellation);

    /// <exception cref="ComponentException">The file cannot be used now.</exception>
    public async Task<T> RunAsync<T>(Func<SqliteDatabase, T> work, CancellationToken cancellation)
    {
        SqliteFailure? broken = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (broken is not null)
                {
                    await SetAsideAsync(broken, cancellation);
                }

                // Away from the caller's thread: SQLite blocks for up to busyTimeout. Whoever cancels does not wait for a disk that hangs.
                return await Task.Run(() => Run(work), cancellation).WaitAsync(cancellation);
            }
            catch (SqliteFailure failure) when (attempt < MaxAttempts && !failure.IsBusy && !failure.IsStatement)
            {
                // Broken; or deleted or set aside by another between two steps of the work (READONLY_DBMOVED, IOERR, PROTOCOL …): then just again.
                broken = failure.IsCorruption ? failure : null;
            }
            catch (SqliteFailure failure) when (failure.IsStatement)
            {
                throw new ComponentException(
                    ComponentFault.Invalid,
                    $"the name registry {options.File} has other tables than expected: {failure.Message}. "
                    + "Delete the file (it is made again), or name another in connectionString.",
                    failure);
            }
            catch (Exception e) when (e is SqliteFailure or IOException or UnauthorizedAccessException)
            {
                throw new ComponentException(
                    ComponentFault.Unavailable,
                    $"the name registry {options.File} cannot be used: {e.Message}. Check that this user may write the file and its folder, and the disk's space.",
                    e);
            }
        }
    }

    private T Run<T>(Func<SqliteDatabase, T> work)
    {
        MakePrivate();
        using var database = Open();
        table.Ensure(database);
        return work(database);
    }

    private SqliteDatabase Open()
    {
        var database = SqliteDatabase.Open(options.File, options.BusyTimeout);
        try
        {
            // Nothing here is worth an fsync: after a power cut every entry is dead, and a broken file is replaced.
            database.Execute("PRAGMA synchronous = OFF");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private void MakePrivate()
    {
        if (File.Exists(options.File))
        {
            return;
        }

        PrivatePath.CreateFolder(Path.GetDirectoryName(options.File) ?? "/");
        try
        {
            // SQLite would make it readable to all; its side files (-wal, -shm) take over the mode of this one. Never OpenOrCreate: closing a second
            // descriptor of a file drops the locks that SQLite holds on it in this process (POSIX).
            PrivatePath.Open(options.File, FileMode.CreateNew, FileShare.ReadWrite).Dispose();
        }
        catch (IOException) when (File.Exists(options.File))
        {
            // Another sidecar was faster.
        }
    }

    private async Task SetAsideAsync(SqliteFailure failure, CancellationToken cancellation)
    {
        // The race: several sidecars meet the broken file together. Whoever has the lock looks again, so the second one finds the new file and goes on.
        await using var held = await LockAsync(cancellation);
        if (!File.Exists(options.File) || IsSound())
        {
            return;
        }

        var aside = options.File + ".corrupt-" + time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);

        // The side files first: if this process dies in between, the file is still broken and the next one goes on here.
        foreach (var part in (ReadOnlySpan<string>)["-wal", "-shm", ""])
        {
            if (File.Exists(options.File + part))
            {
                File.Move(options.File + part, aside + part);
            }
        }

        Log.SetAside(log, options.File, aside, failure.Message);
    }

    private bool IsSound()
    {
        try
        {
            using var database = Open();
            using var check = database.Prepare("PRAGMA integrity_check(1)");
            return check.Read() && check.Text(0) == "ok";
        }
        catch (SqliteFailure failure) when (failure.IsCorruption)
        {
            return false;
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        var path = options.File + ".lock";
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                // FileShare.None is flock(2) here: it ends with the process that holds it, killed or not.
                return PrivatePath.Open(path, FileMode.OpenOrCreate, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && time.GetElapsedTime(start) < options.Timeout + options.BusyTimeout)
            {
                await Task.Delay(LockPoll, time, cancellation);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5020, LogLevel.Warning, "The name registry {File} is broken ({Reason}): moved to {Aside}, a new one is made and every sidecar registers again")]
        public static partial void SetAside(ILogger logger, string file, string aside, string reason);
    }
}
