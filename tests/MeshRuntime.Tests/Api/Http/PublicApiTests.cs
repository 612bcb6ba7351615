using MeshRuntime.Api;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class PublicApiTests
{
    private readonly PublicApi _api;

    public PublicApiTests()
    {
        var readiness = new Readiness();
        readiness.AppIsReady();
        _api = new PublicApi(new HealthEndpoint("orders", readiness), new MetadataEndpoint(new SidecarMetadata(new SidecarDescription("orders", "1.2.3", null), new SnapshotCell(), new Messages().Subscriptions)));
    }

    [Theory]
    [InlineData("GET", "/v1.0/healthz", 204)]
    [InlineData("GET", "/v1.0/healthz/outbound", 500)]
    [InlineData("GET", "/v1.0/metadata", 200)]
    [InlineData("PUT", "/v1.0/metadata/a%20b", 204)]
    public async Task HealthAndMetadata_AreServed(string verb, string target, int status) => Assert.Equal(status, (await ServeAsync(verb, target)).StatusCode);

    [Theory]
    [InlineData("POST", "/v1.0/shutdown")]
    [InlineData("GET", "/v1.0/invoke/orders/method/x")]
    [InlineData("POST", "/v1.0/healthz")]
    [InlineData("GET", "/anything")]
    [InlineData("GET", "*")]
    public async Task NothingElse_IsServed(string verb, string target)
    {
        var exchange = await ServeAsync(verb, target);

        Assert.Equal(
            (404, "{\"errorCode\":\"ERR_DIRECT_INVOKE\",\"message\":\"the public port serves health and metadata only\"}"), (exchange.StatusCode, exchange.Text()));
    }

    private Task<Exchange> ServeAsync(string verb, string target) =>
        new Exchange(verb, target, verb == "PUT" ? "x" : null, ("dapr-app-id", "orders")).ServedByAsync(_api.HandleAsync);
}
