using System.Net;
using MeshRuntime.DataPlane.App;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Holds everything the command line and the environment decided. Flags keep Dapr's names; <see cref="FlagTable"/> has defaults and ranges.</summary>
internal sealed record SidecarOptions
{
    /// <summary>Name of the app: 1 to 255 letters, digits, <c>-</c> or <c>_</c>.</summary>
    public required string AppId { get; init; }

    /// <summary><c>NAMESPACE</c>, or <c>default</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether <c>NAMESPACE</c> was set: only then are resources of other namespaces left out (Dapr).</summary>
    public required bool IsNamespaceSet { get; init; }

    /// <summary>Domain of the own SPIFFE id; Dapr has no flag for it.</summary>
    public string TrustDomain { get; init; } = "public";

    /// <summary>Where resources come from.</summary>
    public required SidecarMode Mode { get; init; }

    /// <summary>Port of the app; null: the app takes no calls.</summary>
    public required int? AppPort { get; init; }

    /// <summary>What the app speaks.</summary>
    public required AppProtocol AppProtocol { get; init; }

    /// <summary>Host of the app: a name or an IP address without brackets.</summary>
    public required string AppChannelAddress { get; init; }

    /// <summary>Calls to the app at a time; null: no limit.</summary>
    public required int? AppMaxConcurrency { get; init; }

    /// <summary>What the app is not asked at start: <c>config</c>, <c>subscribe</c>. Default: nothing.</summary>
    public required IReadOnlyList<string> DisabledInitEndpoints { get; init; }

    /// <summary>Whether the app is probed.</summary>
    public required bool AppHealthEnabled { get; init; }

    /// <summary>Path of the probe; starts with <c>/</c>.</summary>
    public required string AppHealthPath { get; init; }

    /// <summary>Time between probes.</summary>
    public required TimeSpan AppHealthInterval { get; init; }

    /// <summary>Time one probe may take; not above the interval.</summary>
    public required TimeSpan AppHealthTimeout { get; init; }

    /// <summary>Failed probes that make the app unhealthy.</summary>
    public required int AppHealthThreshold { get; init; }

    /// <summary>This instance's share of the calls against the others': 1 to 1000.</summary>
    public required int EndpointWeight { get; init; }

    /// <summary>What others may learn of this instance, each <c>name=value</c>.</summary>
    public required IReadOnlyList<string> EndpointLabels { get; init; }

    /// <summary>Port of the HTTP API; 0: a free one.</summary>
    public required int HttpPort { get; init; }

    /// <summary>Port of the gRPC API; 0: a free one.</summary>
    public required int GrpcPort { get; init; }

    /// <summary>Port between sidecars; null: <see cref="StablePort"/>.</summary>
    public required int? InternalPort { get; init; }

    /// <summary>Where the API listens; at least one.</summary>
    public required IReadOnlyList<IPAddress> ListenAddresses { get; init; }

    /// <summary>Where the port between sidecars listens.</summary>
    public required IPAddress InternalListenAddress { get; init; }

    /// <summary>Port with health and metadata only; null: none.</summary>
    public required int? PublicPort { get; init; }

    /// <summary>Where the public port listens.</summary>
    public required IPAddress PublicListenAddress { get; init; }

    /// <summary>Folder of the API's sockets, in place of TCP; null: TCP.</summary>
    public required string? UnixDomainSocketFolder { get; init; }

    /// <summary>Folders of resources; empty: none were named.</summary>
    public required IReadOnlyList<string> ResourcesPaths { get; init; }

    /// <summary>Configuration files, in merge order.</summary>
    public required IReadOnlyList<string> ConfigPaths { get; init; }

    /// <summary>Whether sidecars authenticate each other.</summary>
    public required bool MtlsEnabled { get; init; }

    /// <summary>Web origins that may call the API; <c>*</c> is any; empty is none.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary><c>MESH_ALLOWED_HOSTS</c>: further names that requests may be addressed to.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary><c>DAPR_API_TOKEN</c>: what callers of the API must send; null: nothing.</summary>
    public required SecretText? ApiToken { get; init; }

    /// <summary><c>APP_API_TOKEN</c>: what the own app is sent; null: nothing.</summary>
    public required SecretText? AppToken { get; init; }

    /// <summary>Largest HTTP request body in bytes; null: no limit.</summary>
    public required long? MaxBodyBytes { get; init; }

    /// <summary>Largest header block in bytes.</summary>
    public required int ReadBufferBytes { get; init; }

    /// <summary>Time for calls in flight at a stop; zero: wait for ever.</summary>
    public required TimeSpan GracefulShutdown { get; init; }

    /// <summary>Time to go on serving before a stop begins; null: none.</summary>
    public required TimeSpan? BlockShutdown { get; init; }

    /// <summary>Least level that is logged.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>Whether a log line is a JSON object.</summary>
    public required bool LogAsJson { get; init; }

    /// <summary>File to log to; null: standard output.</summary>
    public required string? LogFile { get; init; }

    /// <summary>Whether each API call is logged; null: the Configuration decides.</summary>
    public required bool? ApiLogging { get; init; }

    /// <summary>Whether metrics are served.</summary>
    public required bool MetricsEnabled { get; init; }

    /// <summary>Port of the metrics; 0: a free one.</summary>
    public required int MetricsPort { get; init; }

    /// <summary>Where metrics listen.</summary>
    public required IPAddress MetricsListenAddress { get; init; }

    /// <summary>Whether profiles are served.</summary>
    public required bool EnableProfiling { get; init; }

    /// <summary>Port of the profiles.</summary>
    public required int ProfilePort { get; init; }

    /// <summary><c>DAPR_HOST_IP</c>: the address peers are told; null: it is found out.</summary>
    public required IPAddress? HostAddress { get; init; }

    /// <summary><c>POD_NAME</c>, for <c>{podName}</c> in metadata; null: not set.</summary>
    public required string? PodName { get; init; }

    /// <summary><c>DAPR_ENV_KEYS</c>: the variables that <c>envRef</c> may read.</summary>
    public required IReadOnlyList<string> EnvRefKeys { get; init; }

    /// <summary>Absolute path of the folder that sidecars of one user share. It may not exist yet; create it 0700.</summary>
    public required string DataFolder { get; init; }
}
