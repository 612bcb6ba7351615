using System.Net;
using MeshRuntime.DataPlane.App;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Turns arguments and environment into <see cref="SidecarOptions"/>, or into all reasons why not.</summary>
internal static class SidecarOptionsParser
{
    /// <summary>Reads the command line and, once, the environment.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="env">A variable by name; null when it is not set.</param>
    public static ParseOutcome Parse(string[] args, Func<string, string?> env)
    {
        var line = CommandLine.Split(args);
        var flags = FlagValues.Read(line);
        if (flags.Switch("help"))
        {
            return new ParseOutcome.Print(HelpText.Render());
        }

        if (flags.Switch("version"))
        {
            return new ParseOutcome.Print($"{BuildInfo.Version}\n");
        }

        if (flags.Switch("build-info"))
        {
            return new ParseOutcome.Print($"Version: {BuildInfo.Version}\nGit Commit: {BuildInfo.Commit}\n");
        }

        List<string> problems = [.. line.Problems, .. flags.Problems];
        if (flags.Switch("wait"))
        {
            return problems.Count > 0 ? new ParseOutcome.Refused(problems, ExitCode: 2) : new ParseOutcome.Wait((int)flags.Number("dapr-http-port"));
        }

        var environment = new SidecarEnvironment(env);
        var options = Compose(flags, environment);
        problems.AddRange(OptionChecks.Run(options));
        var exitCode = problems.Count > 0 ? 2 : 1;
        problems.AddRange(environment.Problems);
        return problems.Count > 0
            ? new ParseOutcome.Refused(problems, exitCode)
            : new ParseOutcome.Run(options, NoticesOf(line, environment));
    }

    private static SidecarOptions Compose(FlagValues flags, SidecarEnvironment environment) => new()
    {
        AppId = flags.Text("app-id") ?? "",
        Namespace = environment.Namespace,
        IsNamespaceSet = environment.IsNamespaceSet,
        Mode = SidecarMode.Standalone,
        AppPort = OpenPort(flags, "app-port"),
        AppProtocol = AppProtocolOf(flags),
        AppChannelAddress = (flags.Text("app-channel-address") ?? "").Trim('[', ']'),
        AppMaxConcurrency = (int)flags.Number("app-max-concurrency") is > 0 and var most ? most : null,
        DisabledInitEndpoints = flags.List("disable-init-endpoints"),
        AppHealthEnabled = flags.Switch("enable-app-health-check"),
        AppHealthPath = flags.Text("app-health-check-path") ?? "",
        AppHealthInterval = TimeSpan.FromSeconds(flags.Number("app-health-probe-interval")),
        AppHealthTimeout = TimeSpan.FromMilliseconds(flags.Number("app-health-probe-timeout")),
        AppHealthThreshold = (int)flags.Number("app-health-threshold"),
        EndpointWeight = (int)flags.Number("endpoint-weight"),
        EndpointLabels = flags.List("endpoint-labels"),
        HttpPort = (int)flags.Number("dapr-http-port"),
        GrpcPort = (int)flags.Number("dapr-grpc-port"),
        InternalPort = OpenPort(flags, "dapr-internal-grpc-port"),
        ListenAddresses = flags.Addresses("dapr-listen-addresses"),
        InternalListenAddress = flags.Address("dapr-internal-grpc-listen-address") ?? environment.HostAddress ?? IPAddress.Loopback,
        PublicPort = OpenPort(flags, "dapr-public-port"),
        PublicListenAddress = flags.Address("dapr-public-listen-address") ?? IPAddress.Loopback,
        UnixDomainSocketFolder = flags.Text("unix-domain-socket"),
        ResourcesPaths = flags.Has("resources-path") ? flags.List("resources-path") : flags.Text("components-path") is { } old ? [old] : [],
        ConfigPaths = flags.List("config"),
        MtlsEnabled = flags.Switch("enable-mtls"),
        AllowedOrigins = flags.List("allowed-origins"),
        AllowedHosts = environment.AllowedHosts,
        ApiToken = environment.ApiToken,
        AppToken = environment.AppToken,
        MaxBodyBytes = BytesOf(flags, "max-body-size", "dapr-http-max-request-size", 20) is > 0 and var body ? body : null,
        ReadBufferBytes = (int)BytesOf(flags, "read-buffer-size", "dapr-http-read-buffer-size", 10),
        GracefulShutdown = TimeSpan.FromSeconds(flags.Number("dapr-graceful-shutdown-seconds")),
        BlockShutdown = flags.MaybeDuration("dapr-block-shutdown-duration"),
        LogLevel = LogLevelOf(flags.Text("log-level")),
        LogAsJson = flags.Switch("log-as-json"),
        LogFile = flags.Text("log-file"),
        ApiLogging = flags.MaybeSwitch("enable-api-logging"),
        MetricsEnabled = flags.Switch("enable-metrics"),
        MetricsPort = (int)flags.Number("metrics-port"),
        MetricsListenAddress = flags.Address("metrics-listen-address") ?? IPAddress.Loopback,
        EnableProfiling = flags.Switch("enable-profiling"),
        ProfilePort = (int)flags.Number("profile-port"),
        HostAddress = environment.HostAddress,
        PodName = environment.PodName,
        EnvRefKeys = environment.EnvRefKeys,
        DataFolder = environment.DataFolder,
    };

    private static int? OpenPort(FlagValues flags, string name) => (int?)flags.MaybeNumber(name) is > 0 and var port ? port : null;

    private static AppProtocol AppProtocolOf(FlagValues flags) => (flags.Text("app-protocol"), flags.Switch("app-ssl")) switch
    {
        ("https", _) or ("http", true) => AppProtocol.Https,
        ("grpcs", _) or ("grpc", true) => AppProtocol.Grpcs,
        ("grpc", _) => AppProtocol.Grpc,
        ("h2c", _) => AppProtocol.H2c,
        _ => AppProtocol.Http,
    };

    // The older flag counts in a larger unit, and only when the newer one says nothing (Dapr).
    private static long BytesOf(FlagValues flags, string name, string older, int unitBits) =>
        !flags.Has(name) && flags.Has(older) && flags.Number(older) is >= 0 and var count
            ? count << unitBits
            : flags.MaybeNumber(name) ?? throw new InvalidOperationException($"--{name} has no default");

    private static LogLevel LogLevelOf(string? word) => word switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    private static List<string> NoticesOf(CommandLine line, SidecarEnvironment environment)
    {
        var notices = new List<string>();
        List<string> idle = [.. FlagTable.All.Where(flag => !flag.HasEffect && line.Has(flag)).Select(flag => $"--{flag.Name}"), .. environment.Idle];
        if (idle.Count > 0)
        {
            notices.Add($"accepted, but without effect in this version: {string.Join(", ", idle)}");
        }

        notices.AddRange(FlagTable.All.Where(flag => flag.ReplacedBy is not null && line.Has(flag))
            .Select(flag => $"--{flag.Name} is deprecated: use --{flag.ReplacedBy}"));
        return notices;
    }
}
