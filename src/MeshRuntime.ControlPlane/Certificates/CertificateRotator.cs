using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Mtls;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ControlPlane.Certificates;

/// <summary>
/// Renews the sidecar's certificate when half of its life is over (Dapr and SPIFFE do the same), or its roots have changed, and keeps the old one in
/// use until there is a new one, however long that takes.
/// </summary>
internal sealed partial class CertificateRotator(
    ICertificateSource source, WorkloadIdentity identity, TimeProvider time, ILogger<CertificateRotator> log)
{
    /// <summary>After a failed renewal: a sidecar whose certificate has ended is back within 5 s of its authority.</summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(4);

    /// <summary>The clock may jump and the host may sleep: the time is looked at this often, not waited for in one piece.</summary>
    public static readonly TimeSpan CheckPause = TimeSpan.FromMinutes(1);

    /// <summary>One failure in fifteen is logged: once a minute.</summary>
    private const int LogEvery = 15;

    private bool _blind;
    private DateTimeOffset _issued;
    private DateTimeOffset _expires;
    private long _issuedStamp;

    /// <summary>The certificate in use.</summary>
    public CertificateBundle? Bundle { get; private set; }

    /// <summary>Issues the first certificate.</summary>
    /// <exception cref="ComponentException">The source cannot issue now.</exception>
    public async Task IssueAsync(CancellationToken cancellation)
    {
        var bundle = await source.IssueAsync(identity, cancellation);

        // The life is counted from now: notBefore lies in the past, for peers whose clock is behind.
        _issued = time.GetUtcNow();
        _issuedStamp = time.GetTimestamp();
        _expires = new DateTimeOffset(bundle.Leaf.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        Bundle = bundle;
    }

    /// <summary>Renews until cancelled.</summary>
    public async Task RunAsync(Action<CertificateBundle> set, CancellationToken cancellation)
    {
        var failures = 0;
        while (true)
        {
            await Task.Delay(Pause(failures), time, cancellation);
            if (!IsDue && !await HasChangedAsync(cancellation))
            {
                continue;
            }

            try
            {
                await IssueAsync(cancellation);
                failures = 0;
                set(Bundle!);
                Log.Renewed(log, _expires);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // Whatever the source threw: to stop renewing would be worse than any of it.
                Report(failures++, e.Message);
            }
        }
    }

    private async Task<bool> HasChangedAsync(CancellationToken cancellation)
    {
        try
        {
            var changed = await source.HasChangedAsync(Bundle!, cancellation);
            _blind = false;
            return changed;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // Nothing is lost yet, whatever the source threw: half of the certificate's life is for repairing it. Told once.
            if (!_blind)
            {
                _blind = true;
                Log.NotLooked(log, _expires, e.Message);
            }

            return false;
        }
    }

    /// <summary>By the clock on the wall or by the time that has passed: a clock that was set back must not delay the renewal.</summary>
    private bool IsDue => time.GetUtcNow() >= _issued + HalfLife || time.GetElapsedTime(_issuedStamp) >= HalfLife;

    private TimeSpan HalfLife => (_expires - _issued) / 2;

    private TimeSpan Pause(int failures)
    {
        if (failures > 0)
        {
            return RetryPause;
        }

        var left = HalfLife - time.GetElapsedTime(_issuedStamp);
        return left <= TimeSpan.Zero ? TimeSpan.FromSeconds(1) : left < CheckPause ? left : CheckPause;
    }

    private void Report(int failures, string reason)
    {
        if (failures % LogEvery != 0)
        {
            return;
        }

        var left = _expires - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            Log.Expired(log, _expires, reason);
        }
        else if (left < HalfLife / 2)
        {
            Log.NearlyExpired(log, left, reason);
        }
        else
        {
            Log.NotRenewed(log, left, reason);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2030, LogLevel.Information, "The certificate was renewed; it is valid until {Expires:u}")]
        public static partial void Renewed(ILogger log, DateTimeOffset expires);

        [LoggerMessage(2031, LogLevel.Warning, "The certificate could not be renewed and is valid for {Left} more; trying again every 4 s: {Reason}")]
        public static partial void NotRenewed(ILogger log, TimeSpan left, string reason);

        [LoggerMessage(2032, LogLevel.Error, "The certificate could not be renewed and expires in {Left}; trying again every 4 s: {Reason}")]
        public static partial void NearlyExpired(ILogger log, TimeSpan left, string reason);

        [LoggerMessage(2033, LogLevel.Critical, "The certificate expired at {Expires:u} and no new call is possible; trying again every 4 s: {Reason}")]
        public static partial void Expired(ILogger log, DateTimeOffset expires, string reason);

        [LoggerMessage(2034, LogLevel.Warning, "The source of certificates cannot be asked; the one in use is valid until {Expires:u}, and the next would fail now: {Reason}")]
        public static partial void NotLooked(ILogger log, DateTimeOffset expires, string reason);
    }
}
