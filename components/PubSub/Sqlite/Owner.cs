using MeshRuntime.Components.Files;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// This process before the others: a row, and a lock that ends with the process, killed or not. Who finds the lock free may give away what it held.
/// </summary>
internal sealed class Owner(StoreFile file, SqlitePubSubOptions options, CommitQueue queue) : IAsyncDisposable
{
    private readonly string _name = Guid.NewGuid().ToString("N");
    private FileStream? _lock;
    private long _id;

    /// <summary>Another value after the others took this process for dead; what it held before is no longer its own.</summary>
    public long Id => Volatile.Read(ref _id);

    /// <summary>Null when there is none.</summary>
    public Doorbell? Bell { get; private set; }

    /// <exception cref="Abstractions.Components.ComponentException">The store cannot be used.</exception>
    public async Task RegisterAsync(CancellationToken cancellation)
    {
        // Locked before the row exists: nobody may find the one without the other.
        _lock = PrivatePath.Open(LockOf(file, _name), FileMode.CreateNew, FileShare.None);
        Bell = Doorbell.TryOpen(Path.Combine(file.RunFolder, _name + ".bell"));
        await AddAsync(cancellation);
    }

    /// <summary>Tells the others that this process is not frozen.</summary>
    /// <returns>False when they took it for dead. It is registered again, and has no subscriptions before the others.</returns>
    public async Task<bool> BeatAsync(CancellationToken cancellation)
    {
        var id = Id;
        if (await queue.RunAsync(store => store.Owners.Beat(id), cancellation))
        {
            return true;
        }

        await AddAsync(cancellation);
        return false;
    }

    /// <summary>True when that process holds its lock.</summary>
    public static bool IsRunning(StoreFile file, string name)
    {
        try
        {
            new FileStream(LockOf(file, name), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (IOException e)
        {
            return e is not (FileNotFoundException or DirectoryNotFoundException);
        }
    }

    /// <summary>Deletes the files of a process that is gone.</summary>
    public static void Clean(StoreFile file, string name, string? bell)
    {
        Delete(LockOf(file, name));
        if (bell is not null)
        {
            Delete(bell);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Bell is not null)
        {
            await Bell.DisposeAsync();
            Delete(Bell.Address);
        }

        if (_lock is not null)
        {
            await _lock.DisposeAsync();
            Delete(LockOf(file, _name));
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
            if (Doorbell.FolderOf(path) is { } folder)
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or another was faster.
        }
    }

    private static string LockOf(StoreFile file, string name) => Path.Combine(file.RunFolder, name + ".lock");

    private async Task AddAsync(CancellationToken cancellation)
    {
        var id = await queue.RunAsync(store => store.Owners.Add(_name, Bell?.Address, options.ProcessingTimeout), cancellation);
        Volatile.Write(ref _id, id);
    }
}
