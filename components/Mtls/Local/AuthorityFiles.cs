using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Files;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>The files of an authority: their names, and how they are written so that nobody ever reads half of one.</summary>
internal sealed class AuthorityFiles(string folder)
{
    private const string DraftPrefix = ".draft.";

    // EAGAIN of Linux and of the BSDs, and Windows' sharing violation: what .NET says when another process has the lock. A full or read-only disk says
    // something else, and must not look like a lock that comes free.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    public string Folder { get; } = folder;

    /// <summary>Every root that is trusted, the one that signs first (<see cref="RootsFile"/>).</summary>
    public string Roots { get; } = Path.Combine(folder, "ca.crt");

    /// <summary>The key that signs.</summary>
    public string Key { get; } = Path.Combine(folder, "ca.key");

    /// <summary>The key of the next root, while there is one.</summary>
    public string NextKey { get; } = Path.Combine(folder, "next.key");

    private string Lock { get; } = Path.Combine(folder, "rotation.lock");

    public bool Exist => File.Exists(Key) || File.Exists(Roots);

    /// <summary>Writes a new file of the owner's, down to the disk.</summary>
    public static void Write(string path, string text)
    {
        using var file = PrivatePath.Open(path, FileMode.CreateNew, FileShare.None);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Puts a whole new text in place of the old one, by one rename.</summary>
    public void Replace(string path, string text)
    {
        var draft = Path.Combine(Folder, $"{DraftPrefix}{Guid.NewGuid():N}");
        try
        {
            Write(draft, text);
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Makes this process the only one that changes roots, until disposed or dead (flock). Null when another is at it.</summary>
    /// <exception cref="UnauthorizedAccessException">Nobody may write here.</exception>
    /// <exception cref="IOException">Nobody can write here.</exception>
    public FileStream? TryLock()
    {
        try
        {
            var held = PrivatePath.Open(Lock, FileMode.OpenOrCreate, FileShare.None);
            DeleteDrafts_Locked();
            return held;
        }
        catch (IOException failure) when (HeldByAnother.Contains(failure.HResult))
        {
            return null;
        }
    }

    /// <exception cref="ComponentException">Others may read it.</exception>
    public static void RefuseExposed(string path, string mode)
    {
        if (PrivatePath.Exposure(path) is { } exposure)
        {
            throw new ComponentException(
                ComponentFault.Denied,
                $"{path} is open to other users of this host (mode {exposure}), who could then pass for any app. Run: chmod {mode} {path}");
        }
    }

    // Left by a process that was killed while it wrote. Whoever writes holds the lock, so nobody is writing now.
    private void DeleteDrafts_Locked()
    {
        foreach (var draft in Directory.EnumerateFiles(Folder, DraftPrefix + "*"))
        {
            File.Delete(draft);
        }
    }
}
