using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// How much may still be published. Publishing ends before the disk is full, so that what was accepted can still be taken and settled, which needs a
/// little room, too. Measured each second (<see cref="Patrol"/>); counted down in between.
/// </summary>
internal sealed class Room(StoreFile file, SqlitePubSubOptions options)
{
    private const double MiB = 1024 * 1024;

    private long _inFile = long.MaxValue;
    private long _onDisk = long.MaxValue;

    /// <param name="usedBytes">Of the file, by messages.</param>
    /// <param name="spareBytes">Of the file, left behind by deleted messages.</param>
    /// <param name="diskFreeBytes">Of the disk.</param>
    public void Measured(long usedBytes, long spareBytes, long diskFreeBytes)
    {
        Volatile.Write(ref _inFile, options.MaxBytes - usedBytes);
        Volatile.Write(ref _onDisk, diskFreeBytes + spareBytes - options.MinDiskFreeBytes);
    }

    /// <returns>Null when there is room for a message of this size, else why not.</returns>
    public ComponentException? Take(long size)
    {
        if (Interlocked.Add(ref _inFile, -size) < 0)
        {
            return new ComponentException(
                ComponentFault.Throttled,
                $"the message store {file.Path} is full: it holds {options.MaxBytes / MiB:0} MiB, its limit. Let the groups that lag behind catch up, "
                + "have its dead letters delivered again, or raise maxSizeMiB.");
        }

        return Interlocked.Add(ref _onDisk, -size) >= 0
            ? null
            : new ComponentException(
                ComponentFault.Throttled,
                $"the disk of the message store {file.Path} has less than {options.MinDiskFreeBytes / MiB:0} MiB left. Make room on it, or lower "
                + "minDiskFreeMiB. What was accepted is still delivered.");
    }
}
