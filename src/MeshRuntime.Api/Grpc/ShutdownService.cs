using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Api.Http;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Api.Grpc;

/// <summary><c>Shutdown</c>: answers at once, then the sidecar stops, as after <c>POST /v1.0/shutdown</c>.</summary>
public sealed class ShutdownService(ShutdownEndpoint shutdown)
{
    /// <summary>Begins the stop.</summary>
    internal ValueTask<GrpcResult<Empty>> HandleAsync(ShutdownRequest request, GrpcServerCall call)
    {
        shutdown.BeginAfter(call.Http);
        return new(new Empty());
    }
}
