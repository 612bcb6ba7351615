namespace MeshRuntime.DataPlane.Calls;

/// <summary>What a call carries; decides which headers belong to it and how its failure is told.</summary>
public enum CallKind
{
    /// <summary>A request and an answer of HTTP.</summary>
    Http,

    /// <summary>A gRPC call that passes through: its messages are never decoded, and its metadata, trailers and deadline stay whole.</summary>
    Grpc,
}
