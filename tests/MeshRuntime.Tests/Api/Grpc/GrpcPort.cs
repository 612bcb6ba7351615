using Google.Protobuf;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Api;
using MeshRuntime.Api.Grpc;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Stores;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Rpc;
using MeshRuntime.Tests.Kit;
using MeshRuntime.Tests.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Tests.Api.Grpc;

/// <summary>The gRPC port of checkout's sidecar, without sockets: its own app and every other one are in memory.</summary>
internal sealed class GrpcPort : IDisposable
{
    public const string Dapr = "/dapr.proto.runtime.v1.Dapr/";

    private static readonly WorkloadIdentity Self = new("public", "default", "checkout");

    private readonly ServiceTable _services;
    private readonly AppChannel _channel;

    public GrpcPort(string? token = null, long? maxBodyBytes = null)
    {
        Messages = new Messages(Snapshots);
        _services = new ServiceTable((name, wanted) => new Service(name, new MemoryStream(), wanted, _ => Peer));
        _channel = new AppChannel(new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, null, 4096), Self, health: null, (_, cancellation) => App.ConnectAsync(cancellation));
        var server = new GrpcServer(new GrpcServerOptions { Clock = new ManualClock(), Failed = (_, fault) => Faults.Add(fault) });
        Metadata = new SidecarMetadata(new SidecarDescription("checkout", "1.2.3", new AppTarget(AppProtocol.H2c, "127.0.0.1", 5001, "app-secret", 4096), 7), Snapshots, Messages.Subscriptions);
        var api = new GrpcApi(
            Snapshots,
            server,
            new InvokeService(Self, new Invoker(Self, new SnapshotCell(), _services, _channel), maxBodyBytes),
            new PublishService(Messages.Publisher),
            new TopicStream(Messages.Subscriptions, Snapshots),
            new SecretService(new SecretGateway(Snapshots, Messages.Parts)),
            new MetadataService(Metadata),
            new ShutdownService(new ShutdownEndpoint(Shutdowns.Add)));
        Endpoint = new GrpcEndpoint(
            new GrpcTelemetry(Meters, new ManualClock(), log: null),
            new GrpcGuard(new BrowserGuard([], []), token is null ? null : new ApiToken(token)),
            server,
            api,
            new GrpcHealth(Readiness),
            PassAsync);
    }

    public GrpcEndpoint Endpoint { get; }

    public SnapshotCell Snapshots { get; } = new();

    public Messages Messages { get; }

    public Readiness Readiness { get; } = new();

    public SidecarMetadata Metadata { get; }

    public GrpcMeters Meters { get; } = new();

    public MemoryApp App { get; } = new();

    public FakePeer Peer { get; } = new();

    /// <summary>Each shutdown asked for: whether it was forced.</summary>
    public List<bool> Shutdowns { get; } = [];

    /// <summary>The path of each call that went through.</summary>
    public List<string> Passed { get; } = [];

    /// <summary>What a method let out.</summary>
    public List<Exception> Faults { get; } = [];

    public void Dispose()
    {
        _services.Dispose();
        _channel.Dispose();
    }

    public static ServerExchange Exchange(string path, params (string Name, string Value)[] headers)
    {
        var exchange = new ServerExchange();
        exchange.Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = path;
        exchange.Http.Request.Path = path;
        exchange.Http.Request.Host = new HostString("localhost:50001");
        foreach (var (name, value) in headers)
        {
            exchange.Http.Request.Headers.Append(name, value);
        }

        return exchange;
    }

    /// <summary>Makes a call with one message and waits for its end.</summary>
    public async Task<ServerExchange> CallAsync(string path, IMessage request, params (string Name, string Value)[] headers)
    {
        var exchange = Exchange(path, headers);
        var served = Endpoint.HandleAsync(exchange.Http);
        await exchange.SendAsync(request);
        await exchange.HalfCloseAsync();
        await served;
        await exchange.EndAsync();
        return exchange;
    }

    /// <summary>The ErrorInfo of a status, with the rest of the rich status checked against it.</summary>
    public static ErrorInfo InfoOf(ServerExchange exchange)
    {
        var text = (exchange.IsTrailersOnly ? exchange.Headers : exchange.Trailers)["grpc-status-details-bin"].ToString();
        var status = Status.Parser.ParseFrom(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
        Assert.Equal(((int)exchange.Code!, exchange.Message), (status.Code, status.Message));
        return Assert.Single(status.Details).Unpack<ErrorInfo>();
    }

    private Task PassAsync(HttpContext context)
    {
        Passed.Add(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        GrpcStatusWriter.WriteTrailersOnly(context.Response, GrpcStatus.Ok);
        return Task.CompletedTask;
    }

    /// <summary>Every other app: keeps the last call and its body, and answers what it is told.</summary>
    public sealed class FakePeer : CallLayer
    {
        public MeshCall? Call { get; private set; }

        public byte[] Body { get; private set; } = [];

        public ErrorWhy? Why { get; set; }

        public Func<CallResult> Result { get; set; } = () => CallResult.Answered(new HttpResponseMessage { Content = new ByteArrayContent([]) });

        public override async ValueTask<CallResult> InvokeAsync(MeshCall call)
        {
            Call = call;
            call.Why = Why;
            Body = call.Body is null ? [] : await call.Body.ReadAsByteArrayAsync();
            return Result();
        }
    }
}
