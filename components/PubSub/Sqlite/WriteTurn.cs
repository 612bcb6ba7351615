using System.ComponentModel;
using System.Runtime.InteropServices;
using MeshRuntime.Components.Files;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// Lets the processes write in turns. SQLite's own way is to sleep and try again, for up to 100 ms, and whoever writes most wins; here the kernel wakes
/// the next one. Two locks make it fair: who waits for the turn holds the place behind it, so a process that has just written cannot overtake. The
/// kernel frees both when a process dies. Without flock (Windows) SQLite's way is left.
/// </summary>
internal sealed partial class WriteTurn : IDisposable
{
    private const int Exclusive = 2;
    private const int Unlock = 8;
    private const int Interrupted = 4;

    private readonly FileStream? _next;
    private readonly FileStream? _turn;

    private WriteTurn(FileStream? next, FileStream? turn) => (_next, _turn) = (next, turn);

    /// <exception cref="IOException">The locks cannot be made.</exception>
    public static async Task<WriteTurn> OpenAsync(string folder, TimeProvider time, CancellationToken cancellation) => OperatingSystem.IsWindows()
        ? new WriteTurn(null, null)
        : new WriteTurn(await OpenLockAsync(Path.Combine(folder, "next"), time, cancellation), await OpenLockAsync(Path.Combine(folder, "turn"), time, cancellation));

    /// <summary>Blocks until it is this process's turn.</summary>
    public void Enter()
    {
        Lock(_next, Exclusive);
        Lock(_turn, Exclusive);
        Lock(_next, Unlock);
    }

    public void Leave() => Lock(_turn, Unlock);

    public void Dispose()
    {
        _next?.Dispose();
        _turn?.Dispose();
    }

    private static async Task<FileStream> OpenLockAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var file = PrivatePath.Open(path, FileMode.OpenOrCreate, FileShare.ReadWrite);

                // .NET took a shared lock on it, which would keep every process from its turn.
                Lock(file, Unlock);
                return file;
            }
            catch (IOException) when (File.Exists(path))
            {
                // Somebody has this lock at the moment, so .NET could not have its own.
                await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellation);
            }
        }
    }

    private static void Lock(FileStream? file, int operation)
    {
        while (file is not null && Flock(file.SafeFileHandle, operation) != 0)
        {
            if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
            {
                throw new Win32Exception(error);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeHandle file, int operation);
}
