using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Files;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>Reads the authority from its folder, and makes both on first use so that any number of processes end up with the same one.</summary>
internal sealed class AuthorityFolder(string folder, TimeSpan lifetime, TimeProvider time)
{
    private readonly string _certificateFile = Path.Combine(folder, "ca.crt");
    private readonly string _keyFile = Path.Combine(folder, "ca.key");

    /// <summary>The authority; made now when there is none.</summary>
    /// <exception cref="ComponentException">The folder or its files are open to others, unreadable, incomplete, or no authority.</exception>
    public LocalAuthority OpenOrCreate(out bool created)
    {
        created = false;
        try
        {
            if (!Exists())
            {
                created = TryCreate();
            }

            return Open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException(
                ComponentFault.Unavailable,
                $"the certificate authority in {folder} cannot be read or made: {e.Message} Give this user write access there, or set caFolder.",
                e);
        }
    }

    private bool Exists() => File.Exists(_keyFile) || File.Exists(_certificateFile);

    /// <returns>False when another process was faster.</returns>
    private bool TryCreate()
    {
        var parent = Path.GetDirectoryName(folder) ?? folder;
        PrivatePath.CreateFolder(parent);

        // Both files are written, and flushed to the disk, in a folder of their own, which then takes the final name in one rename. So nobody ever
        // sees half an authority, whatever is killed when; what a killed process leaves is a folder that nobody reads.
        var draft = Path.Combine(parent, $".{Path.GetFileName(folder)}.{Guid.NewGuid():N}");
        PrivatePath.CreateFolder(draft);
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = LocalAuthority.CreateRoot(key, time.GetUtcNow(), lifetime);
            Write(Path.Combine(draft, Path.GetFileName(_keyFile)), key.ExportPkcs8PrivateKeyPem());
            Write(Path.Combine(draft, Path.GetFileName(_certificateFile)), certificate.ExportCertificatePem());
            return TryMove(draft);
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    private bool TryMove(string draft)
    {
        // An empty folder, such as one a person made beforehand, gives way. Delete refuses a folder that a faster process has just filled.
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }
        }
        catch (IOException) when (Exists())
        {
            return false;
        }

        // The race of ten sidecars that start at once: rename(2) refuses a target that is not empty, so the first one wins and the rest read it.
        try
        {
            Directory.Move(draft, folder);
            return true;
        }
        catch (IOException) when (Exists())
        {
            return false;
        }
    }

    private static void Write(string path, string pem)
    {
        using var file = PrivatePath.Open(path, FileMode.CreateNew, FileShare.None);
        file.Write(Encoding.ASCII.GetBytes(pem + "\n"));
        file.Flush(flushToDisk: true);
    }

    private LocalAuthority Open()
    {
        RefuseExposed(folder, "700");
        RefuseMissing(_keyFile);
        RefuseMissing(_certificateFile);
        RefuseExposed(_keyFile, "600");

        X509Certificate2? certificate = null;
        var key = ECDsa.Create();
        try
        {
            certificate = X509Certificate2.CreateFromPem(File.ReadAllText(_certificateFile));
            key.ImportFromPem(File.ReadAllText(_keyFile));
            return LocalAuthority.Join(certificate, key, _certificateFile);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            certificate?.Dispose();
            throw new ComponentException(
                ComponentFault.Invalid,
                $"{_certificateFile} and {_keyFile} are not the two halves of a P-256 certificate authority: {e.Message} "
                + $"Restore them from a backup, or stop every sidecar and delete {folder}: the next start makes a new authority.",
                e);
        }
        finally
        {
            key.Dispose();
        }
    }

    private void RefuseMissing(string path)
    {
        if (!File.Exists(path))
        {
            throw new ComponentException(
                ComponentFault.Invalid,
                $"{path} is missing, so the certificate authority in {folder} is incomplete. "
                + $"Restore it from a backup, or stop every sidecar and delete {folder}: the next start makes a new authority.");
        }
    }

    private static void RefuseExposed(string path, string mode)
    {
        if (PrivatePath.Exposure(path) is { } exposure)
        {
            throw new ComponentException(
                ComponentFault.Denied,
                $"{path} is open to other users of this host (mode {exposure}), who could then pass for any app. Run: chmod {mode} {path}");
        }
    }
}
