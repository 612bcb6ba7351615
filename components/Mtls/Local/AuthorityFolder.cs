using System.Security.Cryptography;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Files;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>Reads the authority from its folder, and makes both on first use so that any number of processes end up with the same one.</summary>
internal sealed class AuthorityFolder(AuthorityFiles files, TimeSpan lifetime, TimeProvider time)
{
    /// <summary>The authority; made now when there is none.</summary>
    /// <exception cref="ComponentException">The folder or its files are open to others, unreadable, incomplete, or no authority.</exception>
    public LocalAuthority OpenOrCreate(out bool created)
    {
        created = false;
        try
        {
            if (!files.Exist)
            {
                created = TryCreate();
            }

            return Open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException(
                ComponentFault.Unavailable,
                $"the certificate authority in {files.Folder} cannot be read or made: {e.Message} Give this user write access there, or set caFolder.",
                e);
        }
    }

    /// <summary>The authority that is there.</summary>
    /// <exception cref="ComponentException">The folder or its files are open to others, incomplete, or no authority.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public LocalAuthority Open()
    {
        AuthorityFiles.RefuseExposed(files.Folder, "700");
        RefuseMissing(files.Key);
        RefuseMissing(files.Roots);
        AuthorityFiles.RefuseExposed(files.Key, "600");
        var key = ECDsa.Create();
        try
        {
            // The key first: when roots change between the two reads, the certificates that are read then hold the one of this key still, as a
            // former one. The other way round they could lack it.
            key.ImportFromPem(File.ReadAllText(files.Key));
            return LocalAuthority.Join(RootSet.Of(RootsFile.Parse(File.ReadAllText(files.Roots)), key), key, files.Roots);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ComponentException(
                ComponentFault.Invalid,
                $"{files.Roots} and {files.Key} are not the two halves of a P-256 certificate authority: {e.Message} "
                + $"Restore them from a backup, or stop every sidecar and delete {files.Folder}: the next start makes a new authority.",
                e);
        }
        finally
        {
            key.Dispose();
        }
    }

    /// <returns>False when another process was faster.</returns>
    private bool TryCreate()
    {
        var parent = Path.GetDirectoryName(files.Folder) ?? files.Folder;
        PrivatePath.CreateFolder(parent);

        // Both files are written, and flushed to the disk, in a folder of their own, which then takes the final name in one rename. So nobody ever
        // sees half an authority, whatever is killed when; what a killed process leaves is a folder that nobody reads.
        var draft = new AuthorityFiles(Path.Combine(parent, $".{Path.GetFileName(files.Folder)}.{Guid.NewGuid():N}"));
        PrivatePath.CreateFolder(draft.Folder);
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var now = time.GetUtcNow();

            // A day back: a leaf may not begin before its root, and allowedClockSkew goes up to a day.
            using var certificate = LocalAuthority.CreateRoot(key, now - TimeSpan.FromDays(1), now + lifetime);
            AuthorityFiles.Write(draft.Key, key.ExportPkcs8PrivateKeyPem() + "\n");
            AuthorityFiles.Write(draft.Roots, RootsFile.Write([new TrustedRoot(certificate)]));
            return TryMove(draft.Folder);
        }
        finally
        {
            if (Directory.Exists(draft.Folder))
            {
                Directory.Delete(draft.Folder, recursive: true);
            }
        }
    }

    private bool TryMove(string draft)
    {
        // An empty folder, such as one a person made beforehand, gives way. Delete refuses a folder that a faster process has just filled.
        try
        {
            if (Directory.Exists(files.Folder))
            {
                Directory.Delete(files.Folder);
            }
        }
        catch (IOException) when (files.Exist)
        {
            return false;
        }

        // The race of ten sidecars that start at once: rename(2) refuses a target that is not empty, so the first one wins and the rest read it.
        try
        {
            Directory.Move(draft, files.Folder);
            return true;
        }
        catch (IOException) when (files.Exist)
        {
            return false;
        }
    }

    private void RefuseMissing(string path)
    {
        if (!File.Exists(path))
        {
            throw new ComponentException(
                ComponentFault.Invalid,
                $"{path} is missing, so the certificate authority in {files.Folder} is incomplete. "
                + $"Restore it from a backup, or stop every sidecar and delete {files.Folder}: the next start makes a new authority.");
        }
    }
}
