namespace MeshRuntime.DataPlane.App;

/// <summary>How an app is spoken to (<c>--app-protocol</c>).</summary>
public enum AppProtocol
{
    /// <summary>HTTP/1.1.</summary>
    Http,

    /// <summary>HTTP/1.1 over TLS. The app's certificate is not checked: it is the app's own, on the same host (Dapr).</summary>
    Https,

    /// <summary>HTTP/2 without TLS, by prior knowledge.</summary>
    H2c,

    /// <summary>gRPC without TLS.</summary>
    Grpc,

    /// <summary>gRPC over TLS; the certificate is not checked.</summary>
    Grpcs,
}
