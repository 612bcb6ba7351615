namespace MeshRuntime.Sidecar.Options;

/// <summary>What the own app speaks (<c>--app-protocol</c>).</summary>
internal enum AppProtocol
{
    /// <summary>HTTP/1.1 in the clear.</summary>
    Http,

    /// <summary>HTTP over TLS.</summary>
    Https,

    /// <summary>HTTP/2 in the clear.</summary>
    H2c,

    /// <summary>gRPC in the clear.</summary>
    Grpc,

    /// <summary>gRPC over TLS.</summary>
    Grpcs,
}
