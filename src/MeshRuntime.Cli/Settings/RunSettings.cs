using static MeshRuntime.Cli.Settings.SettingGroup;
using static MeshRuntime.Cli.Settings.SettingKind;

namespace MeshRuntime.Cli.Settings;

/// <summary>Lists every setting that <c>mesh run</c> takes, from flags or from a run file. Names, aliases and sharing are Dapr's.</summary>
internal static class RunSettings
{
    private const int LargestPort = 65535;

    public static readonly RunSetting AppId = new("app-id", "appID", Text, App,
        "The name other apps call this one by. Default: made from the folder's name.") { Alias = "-a", ValueName = "name" };

    public static readonly RunSetting AppPort = Port("app-port", "appPort", App, "The port your app listens on.") with { Alias = "-p" };

    public static readonly RunSetting AppProtocol = new("app-protocol", "appProtocol", Text, App,
        "How the sidecar speaks to the app: http, https, h2c, grpc, grpcs. Default: http.")
    {
        Alias = "-P", IsShared = true, Choices = ["http", "https", "h2c", "grpc", "grpcs"], ValueName = "protocol",
    };

    public static readonly RunSetting AppChannelAddress = new("app-channel-address", "appChannelAddress", Text, App,
        "The address the app listens on. Default: 127.0.0.1.") { ValueName = "address" };

    public static readonly RunSetting AppMaxConcurrency = new("app-max-concurrency", "appMaxConcurrency", Number, App,
        "How many calls the app gets at once. Default: no limit.") { IsShared = true, Minimum = -1, ValueName = "count" };

    public static readonly RunSetting EndpointWeight = new("endpoint-weight", "endpointWeight", Number, App,
        "This instance's share of the calls against the app's others, 1 to 1000. Default: 100.") { Minimum = 1, Maximum = 1000, ValueName = "share" };

    public static readonly RunSetting EndpointLabels = new("endpoint-labels", "endpointLabels", Text, App,
        "What others may learn of this instance, such as zone=a,version=2.") { ValueName = "labels" };

    public static readonly RunSetting AppSsl = new("app-ssl", "appSSL", Switch, App,
        "Deprecated: use --app-protocol https or grpcs.") { IsShared = true, IsHidden = true };

    public static readonly RunSetting HttpPort =
        Port("dapr-http-port", "daprHTTPPort", Ports, "The sidecar's HTTP API. Default: a free port.") with { Alias = "-H" };

    public static readonly RunSetting GrpcPort =
        Port("dapr-grpc-port", "daprGRPCPort", Ports, "The sidecar's gRPC API. Default: a free port.") with { Alias = "-G" };

    public static readonly RunSetting InternalPort = Port("dapr-internal-grpc-port", "daprInternalGRPCPort", Ports,
        "Where other sidecars call this one. Default: a free port.") with { Alias = "-I" };

    public static readonly RunSetting MetricsPort =
        Port("metrics-port", "metricsPort", Ports, "The sidecar's metrics. Default: a free port.") with { Alias = "-M" };

    public static readonly RunSetting ProfilePort =
        Port("profile-port", "profilePort", Ports, "The profile server, with --enable-profiling. Default: a free port.");

    public static readonly RunSetting ListenAddresses = new("dapr-listen-addresses", "apiListenAddresses", Text, Ports,
        "Addresses of the sidecar's APIs, separated by commas. Default: 127.0.0.1.") { IsShared = true, ValueName = "addresses" };

    public static readonly RunSetting UnixDomainSocket = new("unix-domain-socket", "unixDomainSocket", Text, Ports,
        "A folder: the sidecar serves its APIs on sockets there in place of ports.") { Alias = "-u", ValueName = "folder" };

    public static readonly RunSetting ResourcesPaths = new("resources-path", "resourcesPaths", Paths, Files,
        "A folder of components and other resources; may be repeated. Replaces those of a run file. Default: ~/.mesh/components, else the built-in local profile.")
    {
        IsShared = true, ValueName = "folder",
    };

    public static readonly RunSetting ComponentsPath = new("components-path", null, SettingKind.Path, Files,
        "Deprecated: use --resources-path.") { Alias = "-d", IsForSidecar = false, IsHidden = true };

    public static readonly RunSetting ResourcesPath = new(null, "resourcesPath", SettingKind.Path, Files,
        "One folder of resources; resourcesPaths takes several.") { IsShared = true, IsForSidecar = false };

    public static readonly RunSetting ConfigFile = new("config", "configFilePath", SettingKind.Path, Files,
        "The Configuration file. Default: ~/.mesh/config.yaml, if there is one.") { Alias = "-c", IsShared = true, ValueName = "file" };

    public static readonly RunSetting RuntimePath = new("runtime-path", "runtimePath", SettingKind.Path, Files,
        "A folder that holds another meshd.") { IsShared = true, IsForSidecar = false, ValueName = "folder" };

    public static readonly RunSetting AppDirectory = new(null, "appDirPath", SettingKind.Path, Files,
        "The app's folder: commands run in it, and the app's own paths are relative to it.") { IsForSidecar = false };

    public static readonly RunSetting MaxBodySize = new("max-body-size", "maxBodySize", Quantity, Sidecar,
        "The largest request body. Default: 4Mi.") { IsShared = true, ValueName = "size" };

    public static readonly RunSetting ReadBufferSize = new("read-buffer-size", "readBufferSize", Quantity, Sidecar,
        "The room for all headers of a request. Default: 4Ki.") { IsShared = true, ValueName = "size" };

    public static readonly RunSetting Profiling = new("enable-profiling", "enableProfiling", Switch, Sidecar,
        "Serve profiles.") { IsShared = true };

    public static readonly RunSetting PlacementAddress = new("placement-host-address", "placementHostAddress", Text, Sidecar,
        "The placement service, host[:port].") { IsShared = true, ValueName = "address" };

    public static readonly RunSetting SchedulerAddress = new("scheduler-host-address", "schedulerHostAddress", Text, Sidecar,
        "The scheduler service, host[:port].") { IsShared = true, ValueName = "address" };

    public static readonly RunSetting AppHealth = new("enable-app-health-check", "enableAppHealthCheck", Switch, SettingGroup.AppHealth,
        "Send calls to the app only while its health check passes.") { IsShared = true };

    public static readonly RunSetting AppHealthPath = new("app-health-check-path", "appHealthCheckPath", Text, SettingGroup.AppHealth,
        "The path asked. Default: /healthz.") { IsShared = true, ValueName = "path" };

    public static readonly RunSetting AppHealthInterval = new("app-health-probe-interval", "appHealthProbeInterval", Number,
        SettingGroup.AppHealth, "Seconds between checks. Default: 5.") { IsShared = true, Minimum = 0, ValueName = "seconds" };

    public static readonly RunSetting AppHealthTimeout = new("app-health-probe-timeout", "appHealthProbeTimeout", Number,
        SettingGroup.AppHealth, "Milliseconds a check may take. Default: 500.") { IsShared = true, Minimum = 0, ValueName = "ms" };

    public static readonly RunSetting AppHealthThreshold = new("app-health-threshold", "appHealthThreshold", Number,
        SettingGroup.AppHealth, "Failures in a row until the app counts as unhealthy. Default: 3.")
    {
        IsShared = true, Minimum = 0, ValueName = "count",
    };

    public static readonly RunSetting LogLevel = new("log-level", "logLevel", Text, Logs,
        "What the sidecar logs: debug, info, warn, error, fatal. Default: info.")
    {
        IsShared = true, Choices = ["debug", "info", "warn", "error", "fatal", "panic"], ValueName = "level",
    };

    public static readonly RunSetting ApiLogging = new("enable-api-logging", "enableApiLogging", Switch, Logs,
        "Log each call of the sidecar's API.") { IsShared = true };

    public static readonly RunSetting LogAsJson = new("log-as-json", null, Switch, Logs, "Sidecar logs as JSON lines.");

    public static readonly RunSetting AppLog = new(null, "appLogDestination", Text, Logs, "Where the app's output goes.")
    {
        IsShared = true, IsForSidecar = false, Choices = ["console", "file", "fileAndConsole"],
    };

    public static readonly RunSetting SidecarLog = AppLog with { Key = "daprdLogDestination", Help = "Where the sidecar's output goes." };

    /// <summary>Every setting, in the order in which help shows them and the sidecar gets them.</summary>
    public static readonly IReadOnlyList<RunSetting> All =
    [
        AppId, AppPort, AppProtocol, AppChannelAddress, AppMaxConcurrency, EndpointWeight, EndpointLabels, AppSsl,
        HttpPort, GrpcPort, InternalPort, MetricsPort, ProfilePort, ListenAddresses, UnixDomainSocket,
        ResourcesPaths, ComponentsPath, ResourcesPath, ConfigFile, RuntimePath, AppDirectory,
        MaxBodySize, ReadBufferSize, Profiling, PlacementAddress, SchedulerAddress,
        AppHealth, AppHealthPath, AppHealthInterval, AppHealthTimeout, AppHealthThreshold,
        LogLevel, ApiLogging, LogAsJson, AppLog, SidecarLog,
    ];

    // Dapr takes -1 and 0 for "not given".
    private static RunSetting Port(string flag, string key, SettingGroup group, string help) =>
        new(flag, key, Number, group, help) { Minimum = -1, Maximum = LargestPort, ValueName = "port" };
}
