namespace MeshRuntime.Client;

/// <summary>
/// Where the sidecar is and how it is spoken to. Each value comes from the first of: this property, Dapr's environment variable, the default. The environment is
/// read once, when a client is made.
/// </summary>
public sealed class MeshClientOptions
{
    /// <summary>
    /// The HTTP API. Null: <c>DAPR_HTTP_ENDPOINT</c>; without that <c>http://127.0.0.1</c> with the port in <c>DAPR_HTTP_PORT</c>, or 3500. <c>http</c> or
    /// <c>https</c>, without a path.
    /// </summary>
    public Uri? HttpEndpoint { get; set; }

    /// <summary>
    /// The gRPC API. Null: <c>DAPR_GRPC_ENDPOINT</c>; without that <c>http://127.0.0.1</c> with the port in <c>DAPR_GRPC_PORT</c>, or 50001. <c>http</c> or
    /// <c>https</c>, without a path. Subscriptions and <see cref="MeshGrpc"/> use it.
    /// </summary>
    public Uri? GrpcEndpoint { get; set; }

    /// <summary>What the sidecar wants to see as <c>dapr-api-token</c>. Null: <c>DAPR_API_TOKEN</c>; empty: none is sent.</summary>
    public string? ApiToken { get; set; }

    /// <summary>
    /// The id of the app that this is. Null: <c>APP_ID</c>; empty: not known. When it is known, <see cref="MeshClient.IsHealthyAsync"/> takes only this app's own sidecar for
    /// healthy, not another one on the same port.
    /// </summary>
    public string? AppId { get; set; }

    /// <summary>
    /// What sends to the HTTP API: a fake in a test, or one that adds what a gateway before the sidecar asks for. It sees each request as it leaves, with its address and token,
    /// and is not disposed of with the client. Null: a <see cref="SocketsHttpHandler"/> without redirects, cookies and decompression, and without a proxy before a sidecar on
    /// this host; one of your own should be so, too. Subscriptions are gRPC and do not use it, nor do <see cref="MeshHttp.HandlerFor"/> and <see cref="MeshGrpc"/>.
    /// </summary>
    public HttpMessageHandler? Handler { get; set; }

    /// <summary>Where types are looked up for JSON. Default: <see cref="MeshJson.Default"/>.</summary>
    public MeshJson Json { get; set; } = MeshJson.Default;

    /// <summary>
    /// Asks the sidecar to account for every answer (<c>mesh-why: true</c>), so that <see cref="MeshException.Why"/> is there for answers of apps, too. A real
    /// <c>daprd</c> has no such account. Default: false; what the sidecar itself could not do has one anyway.
    /// </summary>
    public bool AsksWhy { get; set; }

    /// <summary>The clock of time limits and of the pauses between attempts to connect. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
