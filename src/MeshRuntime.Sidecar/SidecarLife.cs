using System.Collections.Immutable;
using System.Net;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.Components;
using MeshRuntime.ControlPlane;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.DataPlane;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Sidecar.Options;
using MeshRuntime.Sidecar.Servers;
using MeshRuntime.Sidecar.Shedding;
using MeshRuntime.Sidecar.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar;

/// <summary>One sidecar from start to stop. Its start and its stop read as two lists.</summary>
internal sealed partial class SidecarLife(
    SidecarOptions options, IReadOnlyList<string> notices, LogFactory logs, TimeProvider time, long startedAt)
{
    private readonly ILogger _log = logs.CreateLogger<SidecarLife>();
    private readonly Readiness _readiness = new();

    /// <summary>Lives until asked to stop; returns the exit code.</summary>
    public async Task<int> RunAsync(StopSignals signals)
    {
        try
        {
            return await LiveAsync(signals);
        }
        catch (Exception fault)
        {
            // The last resort for a bug of ours: the log says what, and the exit code is Dapr's, not that of an abort with a core file.
            Log.Broke(_log, fault);
            return ExitCode.Fatal;
        }
    }

    private async Task<int> LiveAsync(StopSignals signals)
    {
        LogStart();
        using var sockets = await OpenSocketsAsync();
        if (sockets is null || await LoadAsync() is not { } control)
        {
            return ExitCode.Fatal;
        }

        await using (control)
        {
            using var background = new CancellationTokenSource();
            var limits = MemoryWatch.FindBounds();
            var room = Room.Of(limits, OpenFiles.ConnectionsOfCallers());
            var app = App(room.MaxConnections);
            var gauge = new LoadGauge(room.WorkBytes);
            var meters = new MeshMeters();
            var tls = options.MtlsEnabled ? new PeerTls(time, logs.CreateLogger<PeerTls>()) : null;
            using var doors = new Doors(control.Identity, app, tls, new DataPlaneParts(time, Chance, meters, logs));
            using var servers = new ServerSet(options, sockets, doors, app, tls, meters, _readiness, gauge, room, signals.OnApi, logs, time);

            // Certificates and the snapshot are in force when this returns its task: the servers need both.
            var memory = new MemoryWatch(limits, gauge, MemoryWatch.Collect, time, logs.CreateLogger<MemoryWatch>());
            var upkeep = Task.WhenAll(
                control.RunAsync(doors.Snapshots, doors.Services, doors.Topics, bundle => tls?.SetBundle(bundle), background.Token),
                memory.RunAsync(background.Token));
            await servers.StartAsync();
            _readiness.OutboundIsReady();
            using var presence = Presence(control, doors, PeerAddress(sockets));
            presence.Arrive(() => Log.Ready(_log, (long)time.GetElapsedTime(startedAt).TotalMilliseconds));

            Log.Stopping(_log, await signals.Asked);
            await BlockAsync(doors.Subscriptions);
            return await StopAsync(presence, doors.Subscriptions, servers, background, upkeep);
        }
    }

    private async Task<SidecarSockets?> OpenSocketsAsync()
    {
        try
        {
            return await SidecarSockets.OpenAsync(options, new Listener(new PortHolder(), time, logs.CreateLogger<Listener>()));
        }
        catch (ListenException failure)
        {
            Log.Problem(_log, failure.Message);
            Console.Error.WriteLine($"meshd: {failure.Message}");
            return null;
        }
    }

    private async Task<MeshControlPlane?> LoadAsync()
    {
        var loaded = await MeshControlPlane.LoadAsync(ControlPlaneOptions(), BuiltInComponents.All, logs, time, CancellationToken.None);
        if (loaded.ControlPlane is null)
        {
            LogProblems(loaded);
        }

        return loaded.ControlPlane;
    }

    private Presence Presence(MeshControlPlane control, Doors doors, Endpoint self)
    {
        var name = new ServiceName(control.Identity.AppId, control.Identity.Namespace);
        return new Presence(
            control.Resolver,
            new ServiceInstance(name, self.Host, self.Port)
            {
                Weight = options.EndpointWeight,
                Labels = options.EndpointLabels.Select(EndpointLabel.Read).OfType<KeyValuePair<string, string>>().ToImmutableDictionary(StringComparer.Ordinal),
            },
            doors.App is { } app ? new AppWait(app, options.AppPort!.Value, time, _log).WaitAsync : _ => Task.CompletedTask,
            doors.Probe,
            doors.Topics,
            _readiness,
            _log);
    }

    /// <summary>
    /// Goes on serving for a while, for apps that need their sidecar during their own shutdown (<c>--dapr-block-shutdown-duration</c>). Only messages
    /// come no more.
    /// </summary>
    private async Task BlockAsync(TopicSubscriptions subscriptions)
    {
        if (options.BlockShutdown is { } duration)
        {
            Log.Blocking(_log, duration.TotalSeconds);
            using var passed = new CancellationTokenSource(duration, time);
            await subscriptions.StopAsync(passed.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, passed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> StopAsync(
        Presence presence, TopicSubscriptions subscriptions, ServerSet servers, CancellationTokenSource background, Task upkeep)
    {
        // 1. Nobody should send new work.
        _readiness.Stopping();
        using var grace = Limit(options.GracefulShutdown);

        // What is waited for beside the work in flight leaves that a fifth of the time.
        using var patience = Limit(options.GracefulShutdown * 0.8);
        await presence.LeaveAsync(grace.Token);

        // 2. No more messages; the app finishes those that it has, for which it may need the local API.
        await subscriptions.StopAsync(grace.Token);

        // 3. What is in flight ends. Peers first: a request of a peer may make our app call out, which needs the local API.
        var clean = await servers.StopAsync(patience.Token, grace.Token);

        // 4. Nothing is left that needs endpoints, certificates or files.
        await background.CancelAsync();
        await upkeep;
        Log.Stopped(_log, clean ? LogLevel.Information : LogLevel.Error, clean ? "gracefully" : "with work cut off after the grace period");
        return clean ? ExitCode.Clean : ExitCode.Fatal;
    }

    private CancellationTokenSource Limit(TimeSpan limit) =>
        limit == TimeSpan.Zero ? new CancellationTokenSource() : new CancellationTokenSource(limit, time);

    private Endpoint PeerAddress(SidecarSockets sockets)
    {
        var listening = (IPEndPoint)sockets.Peer[0].LocalEndPoint!;
        return new Endpoint(HostAddress.Advertised(options.HostAddress, listening.Address).ToString(), listening.Port);
    }

#pragma warning disable RS0030 // This is where chance is injected; the shared instance is the one that many threads may use.
    private static Random Chance => Random.Shared;
#pragma warning restore RS0030

    private AppTarget? App(int? connections) => options.AppPort is { } port
        ? new AppTarget(options.AppProtocol, options.AppChannelAddress, port, options.AppToken?.Reveal(), options.ReadBufferBytes)
        {
            MaxMessageBytes = options.MaxBodyBytes,
            MaxConcurrency = options.AppMaxConcurrency,
            MaxConnections = Math.Min(connections ?? int.MaxValue, 1024), // Dapr's app client, unless there are not as many files
            IsAskedForTopics = !options.DisabledInitEndpoints.Contains("subscribe"),
            Probe = options.AppHealthEnabled
                ? new AppProbePlan(options.AppHealthPath, options.AppHealthInterval, options.AppHealthTimeout, options.AppHealthThreshold)
                : null,
        }
        : null;

    private ControlPlaneOptions ControlPlaneOptions() => new()
    {
        AppId = options.AppId,
        Namespace = options.Namespace,
        ResourcesPaths = options.ResourcesPaths,
        ConfigPaths = options.ConfigPaths,
        DataFolder = options.DataFolder,
        MtlsEnabled = options.MtlsEnabled,
        TrustDomain = options.TrustDomain,
        Environment = Environment.GetEnvironmentVariable,
        EnvironmentNames = [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()],
    };

    private void LogStart()
    {
        Log.Starting(_log, BuildInfo.Version, options.AppId, options.Namespace);
        RuntimeFloor.Check(Environment.Version, _log);
        foreach (var notice in notices)
        {
            Log.Notice(_log, notice);
        }

        if (!options.MtlsEnabled)
        {
            Log.MtlsIsOff(_log);
        }
    }

    private void LogProblems(LoadOutcome loaded)
    {
        foreach (var problem in loaded.Problems.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line))
        {
            Log.ConfigProblem(_log, problem.Severity == ProblemSeverity.Error ? LogLevel.Critical : LogLevel.Warning, problem.ToString());
        }

        // For whoever sees the error output alone; the problems are in the log just above.
        var errors = loaded.Problems.Count(problem => problem.Severity == ProblemSeverity.Error);
        Console.Error.WriteLine($"meshd: not started: {errors} {(errors == 1 ? "error" : "errors")} in the configuration, listed in the log");
    }

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Information, "Starting meshd {Version} for app {AppId} in namespace {Namespace}")]
        public static partial void Starting(ILogger logger, string version, string appId, string @namespace);

        [LoggerMessage(4021, LogLevel.Information, "{Notice}")]
        public static partial void Notice(ILogger logger, string notice);

        [LoggerMessage(4022, LogLevel.Warning, "mTLS is off: whoever reaches the port for sidecars can call this app under any name")]
        public static partial void MtlsIsOff(ILogger logger);

        [LoggerMessage(4023, LogLevel.Critical, "{Problem}")]
        public static partial void Problem(ILogger logger, string problem);

        [LoggerMessage(EventId = 4029, Message = "{Problem}")]
        public static partial void ConfigProblem(ILogger logger, LogLevel level, string problem);

        [LoggerMessage(4024, LogLevel.Information, "dapr initialized. Status: Running. Init Elapsed {ElapsedMs}ms")]
        public static partial void Ready(ILogger logger, long elapsedMs);

        [LoggerMessage(4051, LogLevel.Critical, "The sidecar ends because of a fault of its own")]
        public static partial void Broke(ILogger logger, Exception fault);

        [LoggerMessage(4026, LogLevel.Information, "Dapr is shutting down, asked by {Who}")]
        public static partial void Stopping(ILogger logger, string who);

        [LoggerMessage(4028, LogLevel.Information, "Shutdown waits {Seconds} s, as --dapr-block-shutdown-duration says; everything keeps working")]
        public static partial void Blocking(ILogger logger, double seconds);

        [LoggerMessage(EventId = 4027, Message = "Daprd shutdown {How}")]
        public static partial void Stopped(ILogger logger, LogLevel level, string how);
    }
}
