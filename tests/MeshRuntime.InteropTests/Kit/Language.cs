namespace MeshRuntime.InteropTests.Kit;

/// <summary>Whose gRPC a client or an app speaks.</summary>
public enum Language
{
    /// <summary><c>@grpc/grpc-js</c>: HTTP/2 of Node.</summary>
    Node,

    /// <summary><c>python3-grpcio</c>: gRPC's C core, with an HTTP/2 of its own.</summary>
    Python,
}
