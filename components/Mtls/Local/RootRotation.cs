using System.Security.Cryptography;
using MeshRuntime.Abstractions.Components;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>
/// Changes the roots of a folder when it is time, while every sidecar that shares it goes on. Each step ends in one rename, and what is due is read
/// from the folder alone: whoever comes next after a process that died, at whatever line, goes on from there. Nothing that a peer sends is looked at;
/// the folder is its owner's (0700), and who can write there has the key anyway.
/// </summary>
internal sealed partial class RootRotation(AuthorityFiles files, AuthorityFolder folder, LocalCertificateOptions options, TimeProvider time, ILogger log)
{
    // Expired, published, switched, dropped: no more than four are ever due at once. A folder that does not keep what is written must not hold us.
    private const int MaxSteps = 8;

    private readonly RotationPlan _plan = new(options);
    private bool _stuck;

    /// <summary>How long a leaf may live.</summary>
    public TimeSpan LeafLifetime => _plan.LeafLifetime;

    /// <summary>Takes every step that is due, unless another process is at it. A folder that cannot be written is told, once, and stays as it is.</summary>
    /// <exception cref="ComponentException">The folder holds no good authority.</exception>
    public void Advance()
    {
        try
        {
            if (StepDue() == RotationStep.None)
            {
                return;
            }

            // The race of all sidecars of a host that see the same date pass: one has the lock, the others see what it did when they next look.
            using var held = files.TryLock();
            if (held is not null)
            {
                TakeSteps_Locked();
            }

            _stuck = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            if (!_stuck)
            {
                _stuck = true;
                Log.Stuck(log, files.Folder, e.Message);
            }
        }
    }

    private RotationStep StepDue()
    {
        using var authority = folder.Open();
        return _plan.StepAt(time.GetUtcNow(), authority.Roots);
    }

    private void TakeSteps_Locked()
    {
        for (var taken = 0; taken < MaxSteps; taken++)
        {
            if (!TakeStep_Locked())
            {
                return;
            }
        }
    }

    private bool TakeStep_Locked()
    {
        using var authority = folder.Open();
        var (roots, now) = (authority.Roots, time.GetUtcNow());
        switch (_plan.StepAt(now, roots))
        {
            case RotationStep.Publish:
                Publish_Locked(roots, now);
                return true;
            case RotationStep.Switch:
                Switch_Locked(roots, now);
                return true;
            case RotationStep.Tidy:
                Write_Locked(roots with { Signer = new TrustedRoot(roots.Signer.Certificate) });
                return true;
            case RotationStep.Drop:
                Drop_Locked(roots, now);
                return true;
            default:
                return false;
        }
    }

    private void Publish_Locked(RootSet roots, DateTimeOffset now)
    {
        // The key first. A process that dies before the certificate is in ca.crt leaves a key that nobody trusts, and the next one replaces it.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        files.Replace(files.NextKey, key.ExportPkcs8PrivateKeyPem() + "\n");

        // It begins with the old root, not today: made while the clock was ahead, it must still be good when the clock is right again.
        DateTimeOffset start = roots.Signer.Certificate.NotBefore;
        using var certificate = LocalAuthority.CreateRoot(key, start, now + options.AuthorityLifetime);
        var next = new TrustedRoot(certificate, _plan.SignsFrom(now, roots.Signer));
        Write_Locked(roots with { Next = next });
        Log.Published(log, files.Folder, next.SignsFrom!.Value, roots.Signer.End);
    }

    private void Switch_Locked(RootSet roots, DateTimeOffset now)
    {
        if (!HasNextKey(roots.Next!))
        {
            // Somebody deleted or exchanged it: another root takes the place of this one.
            Log.NextKeyLost(log, files.NextKey);
            Write_Locked(roots with { Next = null });
            return;
        }

        // 1. The old root gets its date first: whoever reads between the steps finds it noted as former, and so still trusts it.
        var former = new TrustedRoot(roots.Signer.Certificate, TrustedUntil: _plan.TrustedUntil(now, roots.Signer));
        Write_Locked(roots with { Signer = former });

        // 2. The switch is this one rename, in which the old key ceases to exist.
        File.Move(files.NextKey, files.Key, overwrite: true);

        // 3. The order of the file and its notes: for people, and for builds that read its first certificate only.
        var signer = new TrustedRoot(roots.Next!.Certificate);
        Write_Locked(new RootSet(signer, Next: null, [former, .. roots.Former]));
        Log.Switched(log, files.Folder, signer.End, former.TrustedUntil!.Value);
    }

    private void Drop_Locked(RootSet roots, DateTimeOffset now)
    {
        Write_Locked(roots with { Former = [.. roots.Former.Where(root => now < root.TrustedUntil && now < root.End)] });
        Log.Dropped(log, files.Folder, roots.Signer.End);
    }

    private void Write_Locked(RootSet roots) => files.Replace(files.Roots, RootsFile.Write(roots.InOrder));

    private bool HasNextKey(TrustedRoot next)
    {
        if (!File.Exists(files.NextKey))
        {
            return false;
        }

        AuthorityFiles.RefuseExposed(files.NextKey, "600");
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(files.NextKey));
            return RootSet.HasKey(next.Certificate, key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5003, LogLevel.Information,
            "Root rotation 1 of 3: made the next root in {Folder}. All trust it from now on, it signs from {SignsFrom:u}; the old one ends {End:u}")]
        public static partial void Published(ILogger logger, string folder, DateTimeOffset signsFrom, DateTimeOffset end);

        [LoggerMessage(5004, LogLevel.Information,
            "Root rotation 2 of 3: the new root in {Folder} signs from now on, until {End:u}; the old one is trusted until its last leaf has ended, {TrustedUntil:u}")]
        public static partial void Switched(ILogger logger, string folder, DateTimeOffset end, DateTimeOffset trustedUntil);

        [LoggerMessage(5005, LogLevel.Information, "Root rotation 3 of 3: the old root in {Folder} is trusted no more; the new one is good until {End:u}")]
        public static partial void Dropped(ILogger logger, string folder, DateTimeOffset end);

        [LoggerMessage(5006, LogLevel.Warning,
            "It is time to change roots in {Folder}, and this sidecar cannot: {Reason}. Another one may; else give this user write access there")]
        public static partial void Stuck(ILogger logger, string folder, string reason);

        [LoggerMessage(5007, LogLevel.Warning, "{File} is not the key of the next root any more: another root is made in its place")]
        public static partial void NextKeyLost(ILogger logger, string file);
    }
}
