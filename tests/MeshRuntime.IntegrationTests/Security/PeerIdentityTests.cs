namespace MeshRuntime.IntegrationTests.Security;

/// <summary>The caller checks that the callee is the app it asked for, whatever the registry says (G11).</summary>
public sealed class PeerIdentityTests : MeshTest
{
    [Theory]
    [InlineData("", 200)]
    [InlineData("other", 500)]
    public async Task AppAtTheAddressOfAnother_GetsNothing(string asked, int status)
    {
        var orders = await Bed.AppAsync("orders");
        var target = asked.Length == 0 ? "orders" : asked;
        var client = await Bed.SidecarAsync("client", "--config", StaticNames(target, orders.Sidecar.PeerPort));

        var answer = await RawClient.RequestAsync(client.HttpPort, "POST", $"/v1.0/invoke/{target}/method/x", "Content-Length: 0", "x-canary: secret");

        Assert.True(answer!.Status == status, $"{answer.StatusLine} {answer.Text}");
        if (status != 200)
        {
            ErrorAssert.IsInvokeError(answer, 500, target, "it is not spiffe://public/ns/default/other but spiffe://public/ns/default/orders");
            Assert.Empty(orders.App.Wire);
        }
    }

    [Fact]
    public async Task StrangerAtTheAddress_GetsNothing()
    {
        var stranger = await Bed.BareAppAsync("stranger", AppProtocol.Https);
        var client = await Bed.SidecarAsync("client", "--config", StaticNames("orders", stranger.Port));

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "x-canary: secret");

        ErrorAssert.IsInvokeError(answer, 500, "orders", "");
        Assert.Empty(stranger.Requests);
    }

    [Fact]
    public async Task PlaintextPeer_IsNeverSpokenTo()
    {
        var stranger = await Bed.BareAppAsync("stranger", AppProtocol.H2c);
        var client = await Bed.SidecarAsync("client", "--config", StaticNames("orders", stranger.Port));

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "x-canary: secret");

        ErrorAssert.IsInvokeError(answer, 500, "orders", "");
        Assert.Empty(stranger.Requests);
        Assert.DoesNotContain("secret", stranger.Wire, StringComparison.Ordinal);
    }

    private string StaticNames(string appId, int port) => Bed.Write(
        "names.yaml",
        $$$"""
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata:
          name: names
        spec:
          nameResolution:
            component: structured
            version: v1
            configuration:
              structuredType: jsonString
              stringValue: '{"appInstances":{"{{{appId}}}":[{"domain":"","ipv4":"127.0.0.1","ipv6":"","port":{{{port}}},"extendedInfo":{}}]}}'
        """);
}
