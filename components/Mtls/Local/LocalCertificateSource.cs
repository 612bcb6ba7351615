using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Mtls;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>
/// Issues certificates from an authority that lives in a folder of the user and that every sidecar of that user shares. The first sidecar makes it.
/// </summary>
internal sealed partial class LocalCertificateSource : ICertificateSource
{
    private static readonly TimeSpan ExpiryWarning = TimeSpan.FromDays(30);

    private readonly LocalCertificateOptions _options;
    private readonly AuthorityFolder _folder;
    private readonly RootRotation _rotation;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public LocalCertificateSource(ComponentContext context)
    {
        _options = LocalCertificateOptions.Read(context);
        _time = context.Time;
        _log = context.Loggers.CreateLogger<LocalCertificateSource>();
        var files = new AuthorityFiles(_options.Folder);
        _folder = new AuthorityFolder(files, _options.AuthorityLifetime, _time);
        _rotation = new RootRotation(files, _folder, _options, _time, _log);
    }

    public ValueTask StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var authority = OpenAuthority();
        authority.EnsureValid(_time.GetUtcNow());
        if (_options.RotateBefore == TimeSpan.Zero && authority.Roots.Signer.End - _time.GetUtcNow() < ExpiryWarning)
        {
            Log.AuthorityExpiresSoon(_log, authority.CertificateFile, authority.Certificate.NotAfter.ToUniversalTime());
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<CertificateBundle> IssueAsync(WorkloadIdentity identity, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(identity);
        cancellation.ThrowIfCancellationRequested();

        // Read again each time: an authority that was replaced, or deleted, since the last leaf is taken up without a restart.
        using var authority = OpenAuthority();
        var bundle = authority.Issue(identity, _rotation.LeafLifetime, _options.ClockSkew, _time.GetUtcNow());
        Log.Issued(_log, identity.SpiffeId, bundle.Leaf.NotAfter.ToUniversalTime());
        return ValueTask.FromResult(bundle);
    }

    public ValueTask<bool> HasChangedAsync(CertificateBundle since, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(since);
        cancellation.ThrowIfCancellationRequested();
        using var authority = OpenAuthority();
        return ValueTask.FromResult(authority.Differs(since, _time.GetUtcNow()));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The authority as it is after every step of a rotation that is due.</summary>
    private LocalAuthority OpenAuthority()
    {
        using (var authority = _folder.OpenOrCreate(out var created))
        {
            if (created)
            {
                Log.AuthorityCreated(_log, _options.Folder, authority.Certificate.NotAfter.ToUniversalTime());
            }
        }

        _rotation.Advance();
        return _folder.OpenOrCreate(out _);
    }

    private static partial class Log
    {
        [LoggerMessage(5000, LogLevel.Information, "Made a certificate authority for this user in {Folder}, good until {NotAfter:u}")]
        public static partial void AuthorityCreated(ILogger logger, string folder, DateTime notAfter);

        [LoggerMessage(5001, LogLevel.Debug, "Issued a certificate for {SpiffeId}, good until {NotAfter:u}")]
        public static partial void Issued(ILogger logger, string spiffeId, DateTime notAfter);

        [LoggerMessage(5002, LogLevel.Warning,
            "The certificate authority {File} expires on {NotAfter:u} and gets no successor (caRotateBefore is 0s): set it to 720h, or stop every sidecar and delete its folder")]
        public static partial void AuthorityExpiresSoon(ILogger logger, string file, DateTime notAfter);
    }
}
