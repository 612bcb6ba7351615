namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Counts calls to the gRPC API. Names of methods that callers make up share a bounded number of series.</summary>
public sealed class GrpcMeters
{
    private readonly MeterFamily<LatencyHistogram> _served =
        new("dapr_grpc_io_server_server_latency", "Time to end a call to the gRPC API, in ms.", () => new())
        {
            LabelNames = ["grpc_server_method", "grpc_server_status"],
            OpenLabels = [0],
            CountNames = ["dapr_grpc_io_server_completed_rpcs"],
        };

    /// <summary>The families, for the exporter.</summary>
    internal IEnumerable<MeterFamily> Families => [_served];

    /// <summary>Counts a call that has ended.</summary>
    /// <param name="method">The full method, such as <c>/dapr.proto.runtime.v1.Dapr/GetMetadata</c>; empty for one that nobody serves.</param>
    /// <param name="status">Go's name of the code (Dapr): <c>OK</c>, <c>InvalidArgument</c>.</param>
    /// <param name="elapsed">From the call's arrival to its status.</param>
    public void Served(string method, string status, TimeSpan elapsed) => _served.For(new LabelValues(method, status)).Record(elapsed);
}
