using MeshRuntime.DataPlane.Health;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Health;
using ServingStatus = MeshRuntime.Protocol.Protos.Health.HealthCheckResponse.Types.ServingStatus;

namespace MeshRuntime.Api.Grpc;

/// <summary>The standard health service: of the sidecar as a whole, which goes by the empty name and by that of Dapr's service.</summary>
public sealed class GrpcHealth(Readiness readiness)
{
    private const string Prefix = "/grpc.health.v1.Health/";

    private static readonly string[] Services = ["", "dapr.proto.runtime.v1.Dapr"];

    // Dapr's clients and grpc-go's give up a watch at this code only when they want to; others ask again, elsewhere.
    private static readonly GrpcStatus Stopping = new(GrpcCode.Unavailable, "the sidecar is stopping");

    /// <summary>The service's methods.</summary>
    internal IEnumerable<GrpcMethod> Methods =>
    [
        GrpcMethod.Unary(Prefix + "Check", HealthCheckRequest.Parser, CheckAsync),
        GrpcMethod.Unary(Prefix + "List", HealthListRequest.Parser, ListAsync),
        GrpcMethod.ServerStream(Prefix + "Watch", HealthCheckRequest.Parser, WatchAsync),
    ];

    private ServingStatus Now => readiness.IsReady ? ServingStatus.Serving : ServingStatus.NotServing;

    /// <summary>True for a path of the service.</summary>
    internal static bool Owns(string path) => path.StartsWith(Prefix, StringComparison.Ordinal);

    private ValueTask<GrpcResult<HealthCheckResponse>> CheckAsync(HealthCheckRequest request, GrpcServerCall call) => new(
        Services.Contains(request.Service)
            ? new HealthCheckResponse { Status = Now }
            : new GrpcStatus(GrpcCode.NotFound, $"unknown service \"{request.Service}\": ask for \"{Services[1]}\", or for none"));

    private ValueTask<GrpcResult<HealthListResponse>> ListAsync(HealthListRequest request, GrpcServerCall call)
    {
        var answer = new HealthListResponse();
        foreach (var service in Services)
        {
            answer.Statuses[service] = new HealthCheckResponse { Status = Now };
        }

        return new(answer);
    }

    /// <summary>Tells the state, and each change of it. Ends when the sidecar stops: its last moments are not for waiting on watchers.</summary>
    private async ValueTask<GrpcStatus> WatchAsync(HealthCheckRequest request, GrpcServerCall call)
    {
        var told = ServingStatus.Unknown;
        while (true)
        {
            var changed = readiness.Changed;
            var isLast = readiness.IsStopping;
            var state = Services.Contains(request.Service) ? Now : ServingStatus.ServiceUnknown;
            if (state != told)
            {
                await call.WriteAsync(new HealthCheckResponse { Status = state });
                told = state;
            }

            if (isLast)
            {
                return Stopping;
            }

            await changed.WaitAsync(call.Cancellation);
        }
    }
}
