namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Holds every counter of one sidecar. Counting takes no lock, and no memory once a series exists; the number of series is bounded.</summary>
public sealed class MeshMeters
{
    /// <summary>HTTP to the API and to the app.</summary>
    public HttpMeters Http { get; } = new();

    /// <summary>gRPC to the API.</summary>
    public GrpcMeters Grpc { get; } = new();

    /// <summary>Calls between apps.</summary>
    public InvocationMeters Invocations { get; } = new();

    /// <summary>Verdicts of access control.</summary>
    public AccessMeters Access { get; } = new();

    /// <summary>Messages to brokers and from them.</summary>
    public PubSubMeters PubSub { get; } = new();

    /// <summary>Retries, timeouts and breakers.</summary>
    public ResiliencyMeters Resiliency { get; } = new();

    /// <summary>Components and certificates.</summary>
    public RuntimeMeters Runtime { get; } = new();

    /// <summary>Every metric, in the order of the output.</summary>
    public IEnumerable<MeterFamily> Families =>
    [
        .. Http.Families, .. Grpc.Families, .. Invocations.Families, .. Access.Families, .. PubSub.Families, .. Resiliency.Families, .. Runtime.Families,
    ];
}
