using System.Net;

namespace MeshRuntime.IntegrationTests.Security;

/// <summary>Nothing listens to the network unless it was asked to (B08).</summary>
public sealed class ListenerTests : MeshTest
{
    [Fact]
    public async Task ByDefault_EveryListenerIsLoopback()
    {
        var publicPort = Bed.NextPort();
        var orders = await Bed.AppAsync("orders", flags: ["--dapr-public-port", $"{publicPort}"]);

        var listening = ListeningSockets.Of(orders.Sidecar.Pid);

        Assert.All(listening, socket => Assert.True(IPAddress.IsLoopback(socket.Address), $"{socket}"));
        Assert.Superset(
            new HashSet<int> { orders.Sidecar.HttpPort, orders.Sidecar.PeerPort, orders.Sidecar.MetricsPort, publicPort },
            listening.Select(socket => socket.Port).ToHashSet());
    }

    [Fact]
    public async Task OpenedListener_IsTheOneThatWasNamed()
    {
        var client = await Bed.SidecarAsync("client", "--dapr-internal-grpc-listen-address", "0.0.0.0");

        var open = ListeningSockets.Of(client.Pid).Where(socket => !IPAddress.IsLoopback(socket.Address)).Select(socket => socket.Port);

        Assert.Equal([client.PeerPort], open.Distinct());
    }

    [Fact]
    public async Task PublicPort_ServesHealthAndMetadataOnly()
    {
        var publicPort = Bed.NextPort();
        var orders = await Bed.AppAsync(
            new SidecarSetup("orders") { Flags = ["--dapr-public-port", $"{publicPort}"] }.WithEnvironment("DAPR_API_TOKEN", "secret"));

        Assert.Equal(204, (await RawClient.RequestAsync(publicPort, "GET", "/v1.0/healthz"))!.Status);
        Assert.Equal(204, (await RawClient.RequestAsync(publicPort, "GET", "/v1.0/healthz/outbound"))!.Status);
        Assert.Equal(200, (await RawClient.RequestAsync(publicPort, "GET", "/v1.0/metadata"))!.Status);
        Assert.Equal(404, (await RawClient.RequestAsync(publicPort, "GET", "/v1.0/invoke/orders/method/x"))!.Status);
        Assert.Equal(404, (await RawClient.RequestAsync(publicPort, "GET", "/x", "dapr-app-id: orders"))!.Status);
        Assert.Equal(404, (await RawClient.RequestAsync(publicPort, "POST", "/v1.0/shutdown", "Content-Length: 0"))!.Status);
        Assert.Empty(orders.App.Requests);
        Assert.Equal(204, (await RawClient.RequestAsync(orders.Sidecar.HttpPort, "GET", "/v1.0/healthz"))!.Status);
    }
}
