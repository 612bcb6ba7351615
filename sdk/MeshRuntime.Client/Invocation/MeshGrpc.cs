namespace MeshRuntime.Client;

/// <summary>
/// For generated gRPC clients: their calls go to one app, through the sidecar.
/// <c>GrpcChannel.ForAddress(MeshGrpc.Address, new GrpcChannelOptions { HttpHandler = MeshGrpc.HandlerFor("orders") })</c>.
/// </summary>
public static class MeshGrpc
{
    /// <summary>The address for the channel: the sidecar's gRPC API, as the environment says (<see cref="MeshClientOptions.GrpcEndpoint"/>).</summary>
    /// <exception cref="InvalidOperationException">An environment variable cannot be read; the message names it and says what it should be.</exception>
    public static Uri Address => SidecarAddress.Of(new MeshClientOptions()).Grpc;

    /// <summary>A handler for the channel, with connections of its own. It names the app and gives the token; the channel's address is the sidecar's.</summary>
    /// <param name="appId">The app's id.</param>
    /// <param name="options">The sidecar's address and token. Null: what the environment says.</param>
    /// <exception cref="ArgumentException">No app can have such an id.</exception>
    /// <exception cref="InvalidOperationException">An environment variable cannot be read; the message names it and says what it should be.</exception>
    public static HttpMessageHandler HandlerFor(string appId, MeshClientOptions? options = null)
    {
        AppRoute.CheckId(appId);
        var address = SidecarAddress.Of(options ?? new MeshClientOptions());
        return new GrpcAppHandler(appId, address.ApiToken, SidecarGrpc.NewHandler(address.Grpc));
    }
}
