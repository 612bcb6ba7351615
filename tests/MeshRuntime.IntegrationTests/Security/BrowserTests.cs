namespace MeshRuntime.IntegrationTests.Security;

/// <summary>A web page that the user happens to look at cannot drive the sidecar (B09, B10, B11).</summary>
public sealed class BrowserTests(SharedMesh mesh) : SharedMeshTest(mesh)
{
    private static readonly (string Verb, string Target)[] Endpoints =
    [
        ("GET", "/v1.0/healthz"), ("GET", "/v1.0/healthz/outbound"), ("GET", "/v1.0/metadata"), ("PUT", "/v1.0/metadata/planted"),
        ("POST", "/v1.0/shutdown"), ("GET", "/v1.0/invoke/orders/method/x"), ("POST", "/v1.0/invoke/orders/method/x"), ("GET", "/nothing"),
        ("OPTIONS", "/v1.0/invoke/orders/method/x"),
    ];

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:PORT")]
    [InlineData("127.0.0.1.evil.example:PORT")]
    [InlineData("localhost.evil.example")]
    [InlineData("169.254.169.254")]
    [InlineData("8.8.8.8:PORT")]
    public async Task ForeignHost_IsRefused_OnEveryEndpoint(string host)
    {
        var orders = await Mesh.AppAsync("orders");
        var port = orders.Sidecar.HttpPort;

        foreach (var (verb, target) in Endpoints)
        {
            var answer = await RawClient.ExchangeAsync(
                port,
                $"{verb} {target} HTTP/1.1\r\nHost: {host.Replace("PORT", $"{port}", StringComparison.Ordinal)}\r\nContent-Length: 0\r\n\r\n");
            Assert.True(answer is { Status: 403 or 421 }, $"{verb} {target}: {answer?.StatusLine}");
        }

        await AssertUntouchedAsync(orders);
    }

    [Theory]
    [InlineData("Origin: https://evil.example")]
    [InlineData("Origin: null")]
    [InlineData("Origin: http://localhost.evil.example")]
    [InlineData("Origin: http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site: cross-site")]
    public async Task ForeignOrigin_IsRefused_OnEveryEndpoint(string header)
    {
        var orders = await Mesh.AppAsync("orders");

        foreach (var (verb, target) in Endpoints)
        {
            var answer = await RawClient.RequestAsync(orders.Sidecar.HttpPort, verb, target, header, "Content-Length: 0");
            Assert.True(answer is { Status: 403 }, $"{verb} {target}: {answer?.StatusLine}");
            Assert.DoesNotContain(answer!.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }

        await AssertUntouchedAsync(orders);
    }

    [Theory]
    [InlineData("localhost:PORT")]
    [InlineData("LOCALHOST:PORT")]
    [InlineData("127.0.0.1:PORT")]
    [InlineData("[::1]:PORT")]
    [InlineData("localhost")]
    public async Task LocalHost_IsServed(string host)
    {
        var client = await Mesh.SidecarAsync("client");

        var answer = await RawClient.ExchangeAsync(
            client.HttpPort,
            $"GET /v1.0/metadata HTTP/1.1\r\nHost: {host.Replace("PORT", $"{client.HttpPort}", StringComparison.Ordinal)}\r\n\r\n");

        Assert.Equal(200, answer!.Status);
    }

    [Fact]
    public async Task NoCorsHeaders_ByDefault()
    {
        var client = await Mesh.SidecarAsync("client");

        var plain = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/metadata");
        var preflight = await RawClient.RequestAsync(
            client.HttpPort,
            "OPTIONS",
            "/v1.0/metadata",
            "Origin: https://evil.example",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Private-Network: true");

        Assert.All([plain!, preflight!], answer =>
            Assert.DoesNotContain(answer!.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task AllowedOrigin_IsServed_AndOnlyThatOne()
    {
        var client = await Mesh.Bed.SidecarAsync("open", "--allowed-origins", "https://good.example");

        var good = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/metadata", "Origin: https://good.example");
        var evil = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/metadata", "Origin: https://evil.example");

        Assert.Equal((200, "https://good.example"), (good!.Status, good.Header("Access-Control-Allow-Origin")));
        Assert.Equal((403, null), (evil!.Status, evil.Header("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task ForeignHost_IsRefused_OnTheMetricsAndPublicPortsToo()
    {
        var publicPort = Mesh.Bed.NextPort();
        var client = await Mesh.Bed.SidecarAsync("public", "--dapr-public-port", $"{publicPort}");

        foreach (var (port, target) in ((int, string)[])[(client.MetricsPort, "/metrics"), (publicPort, "/v1.0/metadata")])
        {
            var local = await RawClient.RequestAsync(port, "GET", target);
            var foreign = await RawClient.ExchangeAsync(port, $"GET {target} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n");

            Assert.Equal(200, local!.Status);
            Assert.True(foreign is { Status: 403 or 421 }, $"{target}: {foreign?.StatusLine}");
        }
    }

    private static async Task AssertUntouchedAsync(Workload orders)
    {
        Assert.Empty(orders.App.Requests);
        var metadata = await RawClient.RequestAsync(orders.Sidecar.HttpPort, "GET", "/v1.0/metadata");
        Assert.DoesNotContain("planted", metadata!.Text, StringComparison.Ordinal);
        Assert.Equal(204, (await RawClient.RequestAsync(orders.Sidecar.HttpPort, "GET", "/v1.0/healthz"))!.Status);
    }
}
