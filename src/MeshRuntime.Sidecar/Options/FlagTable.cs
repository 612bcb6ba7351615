namespace MeshRuntime.Sidecar.Options;

using static FlagGroup;
using static FlagKind;

/// <summary>Lists every flag of meshd, once. Names and defaults are Dapr's; where a default is ours, the line says so.</summary>
internal static class FlagTable
{
    private const int MaxPort = 65535;

    /// <summary>All flags, in the order of the help.</summary>
    public static readonly IReadOnlyList<Flag> All =
    [
        new("app-id", Text, App, "Name of the app, as others call it; required, no dots"),
        Port("app-port", App, "Port the app listens on; none: the app is only a caller") with { EmptyIsAbsent = true },
        new("app-protocol", Choice, App, "What the app speaks") { Default = "http", Choices = ["http", "https", "h2c", "grpc", "grpcs"] },
        new("app-channel-address", Text, App, "Host of the app") { Default = "127.0.0.1" },
        Number("app-max-concurrency", App, "Calls to the app at a time; -1 or 0: no limit", "-1", -1, int.MaxValue),
        new("enable-app-health-check", Switch, App, "Probe the app, and hold traffic back while it is unhealthy") { Default = "false" },
        new("app-health-check-path", Text, App, "Path to probe, for HTTP apps") { Default = "/healthz" },
        Count("app-health-probe-interval", App, "Time between probes", "5", "seconds"),
        Count("app-health-probe-timeout", App, "Time a probe may take; not above the interval", "500", "milliseconds"),
        Count("app-health-threshold", App, "Failed probes that make the app unhealthy", "3", "failures"),
        new("app-ssl", Switch, App, "Speak TLS to the app") { Default = "false", ReplacedBy = "app-protocol" },
        new("disable-init-endpoints", List, App, "App endpoints not to call at start") { Choices = ["config", "subscribe"] },
        // Ours: of one instance, so no matter of the resources, which all instances share.
        Number("endpoint-weight", App, "This instance's share of the calls against the app's others", "100", 1, 1000),
        new("endpoint-labels", List, App, "What others may learn of this instance, such as zone=a,version=2"),
        new("app-binding-options-timeout", Duration, App, "Time for asking the app about a binding") { Default = "3s", Min = 0, HasEffect = false },

        Port("dapr-http-port", Listeners, "HTTP API; 0: a free port") with { Default = "3500" },
        Port("dapr-grpc-port", Listeners, "gRPC API") with { Default = "50001" },
        Port("dapr-internal-grpc-port", Listeners, "Sidecar to sidecar; none or 0: the same port at each start") with { EmptyIsAbsent = true },
        // Dapr binds every interface. Ours is loopback: an open API on a laptop is a way in.
        new("dapr-listen-addresses", Addresses, Listeners, "Where the API listens") { Default = "127.0.0.1" },
        // Dapr binds every interface. Ours is loopback, or DAPR_HOST_IP when that is another address.
        new("dapr-internal-grpc-listen-address", Address, Listeners, "Where the sidecar-to-sidecar port listens; default 127.0.0.1, or DAPR_HOST_IP"),
        Port("dapr-public-port", Listeners, "Health and metadata only, without token; none: off") with { EmptyIsAbsent = true },
        // Dapr binds every interface.
        new("dapr-public-listen-address", Address, Listeners, "Where the public port listens") { Default = "127.0.0.1" },
        new("unix-domain-socket", Text, Listeners, "Folder for API sockets, in place of TCP"),

        new("resources-path", List, Resources, "Folder of components and other resources; repeatable"),
        new("components-path", Text, Resources, "Folder of components") { ReplacedBy = "resources-path" },
        new("config", List, Resources, "Configuration file; repeatable, later ones merge over earlier ones"),
        new("mode", Choice, Resources, "Where resources come from; kubernetes is not supported") { Default = "standalone", Choices = ["standalone"] },
        new("hot-reload-reconcile-interval", Duration, Resources, "Time between full re-reads") { Default = "0", Min = 0, HasEffect = false },

        // Dapr's is false. Ours is true: identity costs the user nothing here.
        new("enable-mtls", Switch, Security, "Encrypt and authenticate between sidecars") { Default = "true" },
        new("allowed-origins", List, Security, "Web origins that may call the API; none: no page may; *: any page may"),

        new("max-body-size", Size, Limits, "Largest HTTP request body; 0: no limit") { Default = "4Mi", Unit = "bytes", Min = 0, Max = long.MaxValue },
        Number("dapr-http-max-request-size", Limits, "Largest HTTP request body; -1: the default, 0: no limit", "4", -1, long.MaxValue >> 20) with
        { Unit = "MiB", ReplacedBy = "max-body-size" },
        new("read-buffer-size", Size, Limits, "Largest request or response header block") { Default = "4Ki", Unit = "bytes", Min = 1, Max = int.MaxValue },
        Number("dapr-http-read-buffer-size", Limits, "Largest header block; -1: the default", "4", -1, int.MaxValue >> 10) with
        { Unit = "KiB", ReplacedBy = "read-buffer-size" },

        Number("dapr-graceful-shutdown-seconds", Shutdown, "Time for calls in flight at a stop; 0: wait for ever", "5", 0, int.MaxValue) with
        { Unit = "seconds", BelowMinIsDefault = true },
        new("dapr-block-shutdown-duration", Duration, Shutdown, "Go on serving this long before a stop begins") { Min = 0, EmptyIsAbsent = true },

        new("log-level", Choice, Telemetry, "Least level to log") { Default = "info", Choices = ["debug", "info", "warn", "error", "fatal"] },
        new("log-as-json", Switch, Telemetry, "One JSON object a line") { Default = "false" },
        new("log-file", Text, Telemetry, "File to log to, in place of standard output"),
        new("enable-api-logging", Switch, Telemetry, "Log each API call; not given: the Configuration decides"),
        new("enable-metrics", Switch, Telemetry, "Serve Prometheus metrics") { Default = "true" },
        Port("metrics-port", Telemetry, "Metrics; 0: a free port") with { Default = "9090" },
        // Dapr binds 0.0.0.0.
        new("metrics-listen-address", Address, Telemetry, "Where metrics listen") { Default = "127.0.0.1" },
        new("enable-profiling", Switch, Telemetry, "Serve profiles") { Default = "false", HasEffect = false },
        Port("profile-port", Telemetry, "Profiles") with { Default = "7777", HasEffect = false },

        new("help", Switch, Information, "Print this and exit"),
        new("version", Switch, Information, "Print the version and exit"),
        new("build-info", Switch, Information, "Print version and commit and exit"),
        new("wait", Switch, Information, "Wait up to a minute for the sidecar on --dapr-http-port, then exit"),

        Idle("sentry-address", Text, "Certificate authority"),
        Idle("sentry-request-jwt-audiences", List, "Audiences of the identity token"),
        Idle("control-plane-address", Text, "Operator"),
        Idle("control-plane-trust-domain", Text, "Trust domain of the control plane") with { Default = "localhost" },
        Idle("control-plane-namespace", Text, "Namespace of the control plane") with { Default = "default" },
        Idle("placement-host-address", Text, "Actor placement"),
        Idle("scheduler-host-address", List, "Job scheduler"),
        Number("scheduler-job-streams", ControlPlane, "Streams to the scheduler", "3", 0, int.MaxValue) with { HasEffect = false },
        Idle("actors-disseminate-timeout", Duration, "Time to spread the placement table") with { Default = "30s", Min = 1 },
        Idle("disable-builtin-k8s-secret-store", Switch, "No Kubernetes secret store") with { Default = "false" },
        Idle("reminders-service", Text, "Reminders"),
        Idle("actors-service", Text, "Actors"),
    ];

    private static readonly Dictionary<string, Flag> ByName = All.ToDictionary(flag => flag.Name, StringComparer.Ordinal);

    /// <summary>The flag of that name, or null.</summary>
    public static Flag? Find(string name) => ByName.GetValueOrDefault(name);

    private static Flag Port(string name, FlagGroup group, string help) => new(name, FlagKind.Number, group, help) { Min = 0, Max = MaxPort };

    private static Flag Number(string name, FlagGroup group, string help, string preset, long min, long max) =>
        new(name, FlagKind.Number, group, help) { Default = preset, Min = min, Max = max };

    private static Flag Count(string name, FlagGroup group, string help, string preset, string unit) =>
        Number(name, group, help, preset, 1, int.MaxValue) with { Unit = unit, BelowMinIsDefault = true };

    private static Flag Idle(string name, FlagKind kind, string help) => new(name, kind, ControlPlane, help) { HasEffect = false };
}
