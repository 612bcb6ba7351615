using System.Collections.Immutable;
using System.Net;
using MeshRuntime.Api;
using MeshRuntime.Api.Grpc;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Sidecar.Options;
using MeshRuntime.Sidecar.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>What our app's requests meet behind each port: counted, guarded, served. HTTP and gRPC share what they tell of and act on.</summary>
internal sealed partial class Entrances
{
    public Entrances(
        SidecarOptions options,
        Doors doors,
        AppTarget? app,
        MeshMeters meters,
        Readiness readiness,
        LoadShedding shedding,
        Action<bool> shutdown,
        ILoggerFactory logs,
        TimeProvider time)
    {
        var health = new HealthEndpoint(options.AppId, readiness);
        var described = new SidecarMetadata(new SidecarDescription(options.AppId, BuildInfo.Version, app, options.AppMaxConcurrency), doors.Snapshots, doors.Subscriptions);
        var metadata = new MetadataEndpoint(described);
        var stop = new ShutdownEndpoint(shutdown);
        var token = options.ApiToken is { } secret ? new ApiToken(secret.Reveal()) : null;
        var browser = new BrowserGuard(HostsOf(options.ListenAddresses, options), options.AllowedOrigins.ToImmutableArray());
        ILogger? CallLog(string scope) => options.ApiLogging == true ? logs.CreateLogger(scope) : null;

        var http = new HttpApi(
            doors.Snapshots,
            health,
            metadata,
            stop,
            new PublishEndpoint(doors.Publisher),
            new QueueEndpoint(doors.Queues),
            new SecretEndpoint(doors.Secrets),
            new InvokeEndpoint(doors.Self, doors.Outbound));
        Http = new ApiTelemetry(
            meters.Http, time, CallLog("dapr.runtime.http-info"), new ApiGuard(browser, token, shedding.Http(http.HandleAsync)).HandleAsync).HandleAsync;

        var faults = logs.CreateLogger<Entrances>();
        var server = new MeshRuntime.Protocol.Grpc.GrpcServer(new GrpcServerOptions
        {
            MaxReceiveBytes = (int)Math.Min(options.MaxBodyBytes ?? Array.MaxLength, Array.MaxLength),
            HasRoomFor = shedding.HasRoomFor,
            Clock = time,
            Failed = (method, fault) => Log.Failed(faults, fault, method),
        });
        Grpc = shedding.Grpc(new GrpcEndpoint(
            new GrpcTelemetry(meters.Grpc, time, CallLog("dapr.runtime.grpc.api-info")),
            new GrpcGuard(browser, token),
            server,
            new GrpcApi(
                doors.Snapshots,
                server,
                new InvokeService(doors.Self, doors.Outbound, options.MaxBodyBytes),
                new PublishService(doors.Publisher),
                new TopicStream(doors.Subscriptions, doors.Snapshots),
                new SecretService(doors.Secrets),
                new MetadataService(described),
                new ShutdownService(stop)),
            new GrpcHealth(readiness),
            new GrpcPassThrough(doors.Self, doors.Outbound, options.MaxBodyBytes, time).HandleAsync).HandleAsync);

        var open = new PublicApi(health, metadata);
        Public = new ApiGuard(new BrowserGuard(HostsOf([options.PublicListenAddress], options), []), null, open.HandleAsync).HandleAsync;
    }

    /// <summary>The HTTP API.</summary>
    public RequestDelegate Http { get; }

    /// <summary>The gRPC API.</summary>
    public RequestDelegate Grpc { get; }

    /// <summary>Health and metadata, without token.</summary>
    public RequestDelegate Public { get; }

    private static ImmutableArray<string> HostsOf(IEnumerable<IPAddress> listening, SidecarOptions options) =>
        [.. listening.Append(options.HostAddress).OfType<IPAddress>().Select(address => address.ToString()), .. options.AllowedHosts];

    private static partial class Log
    {
        [LoggerMessage(4033, LogLevel.Error, "A call of {Method} failed by a fault of the sidecar")]
        public static partial void Failed(ILogger logger, Exception fault, string method);
    }
}
