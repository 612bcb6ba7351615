namespace MeshRuntime.IntegrationTests.Security;

/// <summary><c>DAPR_API_TOKEN</c> guards the API; only the two health paths are open.</summary>
public sealed class ApiTokenTests(SharedMesh mesh) : SharedMeshTest(mesh)
{
    private const string Token = "api-token-canary-5d1c";
    private const string Good = $"dapr-api-token: {Token}";

    private Workload? _orders;

    private int Port => _orders!.Sidecar.HttpPort;

    public override async ValueTask InitializeAsync()
    {
        _orders = await Mesh.OnceAsync("orders", bed => bed.AppAsync(new SidecarSetup("orders").WithEnvironment("DAPR_API_TOKEN", Token)));
        _orders.App.Forget();
    }

    [Theory]
    [InlineData("GET", "/v1.0/metadata")]
    [InlineData("PUT", "/v1.0/metadata/key")]
    [InlineData("POST", "/v1.0/shutdown")]
    [InlineData("GET", "/v1.0/invoke/orders/method/x")]
    [InlineData("GET", "/v1.0/nothing")]
    [InlineData("GET", "/")]
    // B01
    [InlineData("GET", "/v1.0/invoke/orders/method/x?a=/healthz")]
    [InlineData("GET", "/v1.0/invoke/orders/method/healthz")]
    [InlineData("GET", "/v1.0/invoke/orders/method/v1.0/healthz")]
    [InlineData("GET", "/v1.0/metadata?x=/v1.0/healthz")]
    [InlineData("GET", "/v1.0/metadata#/v1.0/healthz")]
    [InlineData("GET", "/v1.0/healthz/../metadata")]
    [InlineData("GET", "/v1.0/healthz/..%2fmetadata")]
    [InlineData("GET", "/v1.0/healthz/x")]
    [InlineData("GET", "/v1.0/healthz%2F..%2Fmetadata")]
    [InlineData("POST", "/v1.0/healthz")]
    public async Task WithoutToken_Is401_AndNothingHappens(string verb, string target)
    {
        var answer = await RawClient.RequestAsync(Port, verb, target, "Content-Length: 0");

        Assert.True(answer!.Status == 401 || (target.Contains('#', StringComparison.Ordinal) && answer.Status == 400), answer.StatusLine);
        if (answer.Status == 401)
        {
            Assert.Equal("invalid api token", answer.Text);
            Assert.StartsWith("text/plain", answer.Header("Content-Type"), StringComparison.Ordinal);
        }

        Assert.Empty(_orders!.App.Requests);
        Assert.Equal(204, (await RawClient.RequestAsync(Port, "GET", "/v1.0/healthz"))!.Status);
    }

    [Theory]
    [InlineData("dapr-api-token: wrong")]
    [InlineData("dapr-api-token: ")]
    [InlineData("dapr-api-token: api-token-canary-5d1")]
    [InlineData("dapr-api-token: api-token-canary-5d1cc")]
    [InlineData("dapr-api-token: API-TOKEN-CANARY-5D1C")]
    [InlineData("Authorization: Bearer " + Token)]
    [InlineData("dapr-app-id: orders")]
    public async Task WrongToken_Is401(string header)
    {
        var answer = await RawClient.RequestAsync(Port, "GET", "/v1.0/metadata", header);

        Assert.Equal(401, answer!.Status);
    }

    // B07: which of two would count is a question that must not come up.
    [Theory]
    [InlineData("dapr-api-token: wrong", Good)]
    [InlineData(Good, "dapr-api-token: wrong")]
    [InlineData(Good, "Dapr-Api-Token: wrong")]
    public async Task TwoTokens_Are401(string first, string second)
    {
        var answer = await RawClient.RequestAsync(Port, "GET", "/v1.0/metadata", first, second);

        Assert.Equal(401, answer!.Status);
    }

    [Theory]
    [InlineData("/v1.0/healthz")]
    [InlineData("/v1.0/healthz/outbound")]
    [InlineData("/v1.0/healthz?appid=orders")]
    public async Task Health_NeedsNoToken(string path)
    {
        Assert.Equal(204, (await RawClient.RequestAsync(Port, "GET", path))!.Status);
    }

    [Fact]
    public async Task GoodToken_OpensTheApi_AndStopsThere()
    {
        var answer = await RawClient.RequestAsync(Port, "GET", "/v1.0/invoke/orders/method/x", Good);

        Assert.Equal(200, answer!.Status);
        Assert.DoesNotContain(Token, _orders!.App.Wire, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_AppearsNowhere()
    {
        await RawClient.RequestAsync(Port, "GET", "/v1.0/metadata", "dapr-api-token: wrong");
        var metadata = await RawClient.RequestAsync(Port, "GET", "/v1.0/metadata", Good);
        var metrics = await RawClient.RequestAsync(_orders!.Sidecar.MetricsPort, "GET", "/metrics");

        Assert.DoesNotContain(Token, metadata!.Text + metrics?.Text + Mesh.Bed.Logs(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, File.ReadAllText($"/proc/{_orders.Sidecar.Pid}/cmdline"), StringComparison.Ordinal);
    }
}
