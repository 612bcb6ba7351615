using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ControlPlane.Certificates;
using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Discovery;
using MeshRuntime.ControlPlane.Reload;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ControlPlane;

/// <summary>
/// Load, check, activate, compile, swap: once at start, and again each time the files change. A load with an error changes nothing; what ran before
/// keeps running.
/// </summary>
public sealed partial class MeshControlPlane : IAsyncDisposable
{
    private readonly ControlPlaneOptions _options;
    private readonly SnapshotBuilder _builder;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly ILogger<MeshControlPlane> _log;
    private readonly CertificateRotator? _certificates;
    private Loaded _loaded;
    private IReadOnlyList<ConfigProblem> _refused = [];

    private MeshControlPlane(
        ControlPlaneOptions options,
        SnapshotBuilder builder,
        Loaded loaded,
        CertificateRotator? certificates,
        ILoggerFactory loggers,
        TimeProvider time)
    {
        (_options, _builder, _loaded, _certificates, _loggers, _time) = (options, builder, loaded, certificates, loggers, time);
        _log = loggers.CreateLogger<MeshControlPlane>();
        Identity = builder.IdentityOf(loaded.Resources);
        Resolver = loaded.Components.Resolver!;
    }

    /// <summary>Who this sidecar is, in the trust domain that the access policy names.</summary>
    public WorkloadIdentity Identity { get; }

    /// <summary>The name resolver. The same for the life of the process.</summary>
    public INameResolver Resolver { get; }

    /// <summary>The certificate in use now; null when mTLS is off.</summary>
    public CertificateBundle? Certificate => _certificates?.Bundle;

    /// <summary>What the configuration decided, as it is now.</summary>
    public MeshSnapshot Snapshot => Volatile.Read(ref _loaded).Snapshot;

    /// <summary>The secret stores that run now, by name.</summary>
    public IReadOnlyDictionary<string, ISecretStore> SecretStores => Volatile.Read(ref _loaded).Components.SecretStores;

    /// <summary>Reads and checks every file, starts the components and gets the first certificate.</summary>
    /// <param name="options">What the process was told.</param>
    /// <param name="components">Every component that there is.</param>
    /// <param name="loggers">Takes the log of this and of the components.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the load; what it started is ended too.</param>
    /// <returns>The running control plane, or all problems at once.</returns>
    public static async Task<LoadOutcome> LoadAsync(
        ControlPlaneOptions options,
        IReadOnlyList<ComponentRegistration> components,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(components);
        var problems = new ProblemList();
        var builder = new SnapshotBuilder(new ComponentCatalog(components), options, loggers, time);
        if (await builder.BuildAsync(Loaded.Nothing, problems, cancellation) is not { } loaded)
        {
            return new LoadOutcome(null, problems.ToList());
        }

        var certificates = loaded.Components.Certificates is { } source
            ? new CertificateRotator(source, builder.IdentityOf(loaded.Resources), time, loggers.CreateLogger<CertificateRotator>())
            : null;
        if (certificates is not null && !await IssueAsync(certificates, loaded, loggers, problems, cancellation))
        {
            return new LoadOutcome(null, problems.ToList());
        }

        var controlPlane = new MeshControlPlane(options, builder, loaded, certificates, loggers, time);
        controlPlane.LogWarnings(problems.ToList());
        return new LoadOutcome(controlPlane, problems.ToList());
    }

    /// <summary>
    /// Keeps everything current until cancelled: puts the snapshot in force and after each good edit the next one, gives services their endpoints and
    /// renews the certificate. The snapshot and the certificate are in force when this gives its task back.
    /// </summary>
    /// <param name="cell">Where snapshots are put in force.</param>
    /// <param name="services">The services that want endpoints.</param>
    /// <param name="topics">Told of each snapshot, so that subscriptions follow it.</param>
    /// <param name="setCertificate">Takes the certificate now, and each renewed one.</param>
    /// <param name="cancellation">Ends it; every task begun has ended when this returns.</param>
    public async Task RunAsync(
        SnapshotCell cell, ServiceTable services, AppTopics topics, Action<CertificateBundle> setCertificate, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(setCertificate);
        cell.Swap(Snapshot);
        if (Certificate is { } certificate)
        {
            setCertificate(certificate);
        }

        var discovery = new EndpointWatcher(Resolver, services, _time, _loggers.CreateLogger<EndpointWatcher>());
        var tasks = new List<Task> { discovery.RunAsync(cancellation), ReloadAsync(cell, topics, cancellation) };
        if (_certificates is not null)
        {
            tasks.Add(_certificates.RunAsync(setCertificate, cancellation));
        }

        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The way it ends.
        }
    }

    /// <summary>Ends every component.</summary>
    public ValueTask DisposeAsync() => ComponentSet.DisposeAsync(_loaded.Components.All, _log);

    private static async Task<bool> IssueAsync(
        CertificateRotator certificates, Loaded loaded, ILoggerFactory loggers, ProblemList problems, CancellationToken cancellation)
    {
        var issued = false;
        try
        {
            await certificates.IssueAsync(cancellation);
            issued = true;
        }
        catch (ComponentException e)
        {
            var source = loaded.Components.All.First(active => active.Resource.Category == ComponentCategory.Mtls).Resource;
            problems.Error(
                source.Place,
                "",
                $"{source.Title} issued no certificate: {e.Message}",
                "mend that, or start with --enable-mtls=false on a host of your own");
        }
        finally
        {
            if (!issued)
            {
                await ComponentSet.DisposeAsync(loaded.Components.All, loggers.CreateLogger<MeshControlPlane>());
            }
        }

        return issued;
    }

    private async Task ReloadAsync(SnapshotCell cell, AppTopics topics, CancellationToken cancellation)
    {
        if (_options.ResourcesPaths.Count + _options.ConfigPaths.Count == 0 || !_loaded.Resources.Configuration.HotReload)
        {
            return;
        }

        // Not while the sidecar starts: the system's watches take milliseconds.
        await Task.Yield();
        using var watcher = new ResourceWatcher(_options, _time, _loggers.CreateLogger<ResourceWatcher>());
        await watcher.RunAsync(token => TryReloadAsync(cell, topics, token), cancellation);
    }

    private async Task<ReloadVerdict> TryReloadAsync(SnapshotCell cell, AppTopics topics, CancellationToken cancellation)
    {
        try
        {
            return await ReloadOnceAsync(cell, topics, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // A bug of ours. What is in force stays in force, and the next edit gets its chance.
            Log.ReloadBroke(_log, e);
            return ReloadVerdict.Done;
        }
    }

    private async Task<ReloadVerdict> ReloadOnceAsync(SnapshotCell cell, AppTopics topics, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var old = _loaded;
        var next = await _builder.BuildAsync(old, problems, cancellation);
        var found = problems.ToList();
        if (next is null)
        {
            Refuse(found);
            return ReloadVerdict.Refused;
        }

        // Cleared also when an edit was only taken back: what was refused is no longer there.
        _refused = [];

        if (ReferenceEquals(next, old))
        {
            return ReloadVerdict.Done;
        }

        LogWarnings(found);
        Volatile.Write(ref _loaded, next);
        cell.Swap(next.Snapshot);
        await topics.ApplyAsync();

        // Only now: until the swap requests used them, and until then subscriptions.
        await ComponentSet.DisposeAsync(old.Components.All.Except(next.Components.All), _log);
        Log.Reloaded(_log);
        return next.Resources.Configuration.HotReload ? ReloadVerdict.Done : ReloadVerdict.Last;
    }

    private void Refuse(IReadOnlyList<ConfigProblem> found)
    {
        // The same file, touched again: once is enough.
        if (found.SequenceEqual(_refused))
        {
            return;
        }

        _refused = found;
        foreach (var problem in found)
        {
            Log.Problem(_log, problem.Severity == ProblemSeverity.Error ? LogLevel.Error : LogLevel.Warning, problem);
        }

        Log.Refused(_log, found.Count(problem => problem.Severity == ProblemSeverity.Error));
    }

    private void LogWarnings(IReadOnlyList<ConfigProblem> found)
    {
        foreach (var problem in found)
        {
            Log.Problem(_log, LogLevel.Warning, problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2002, Message = "{Problem}")]
        public static partial void Problem(ILogger log, LogLevel level, ConfigProblem problem);

        [LoggerMessage(2003, LogLevel.Information, "The configuration was reloaded")]
        public static partial void Reloaded(ILogger log);

        [LoggerMessage(2004, LogLevel.Error, "The edit is refused, errors: {Count}; the configuration before it stays in force")]
        public static partial void Refused(ILogger log, int count);

        [LoggerMessage(2006, LogLevel.Error, "The reload broke off; the configuration before it stays in force")]
        public static partial void ReloadBroke(ILogger log, Exception reason);
    }
}
