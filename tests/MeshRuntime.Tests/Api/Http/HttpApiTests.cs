using System.Collections.Frozen;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Api;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Stores;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class HttpApiTests : IDisposable
{
    private const string NoTarget = "{\"errorCode\":\"ERR_DIRECT_INVOKE\",\"message\":\"failed getting app id either from the URL path or the header dapr-app-id\"}";
    private const string NoApp = "cannot invoke local endpoint: app channel not initialized";

    private readonly SnapshotCell _snapshots = new();
    private readonly Readiness _readiness = new();
    private readonly ServiceTable _services = new((_, _) => throw new NotSupportedException());
    private readonly List<bool> _shutdowns = [];
    private readonly HttpApi _api;

    public HttpApiTests()
    {
        var self = new WorkloadIdentity("public", "default", "orders");
        _readiness.AppIsReady();
        _api = new HttpApi(
            _snapshots,
            new HealthEndpoint("orders", _readiness),
            new MetadataEndpoint(new SidecarMetadata(new SidecarDescription("orders", "1.2.3", null), _snapshots, new Messages(_snapshots).Subscriptions)),
            new ShutdownEndpoint(_shutdowns.Add),
            new PublishEndpoint(new Messages(_snapshots).Publisher),
            new QueueEndpoint(new Messages(_snapshots).Queues),
            new SecretEndpoint(new SecretGateway(_snapshots, new Messages(_snapshots).Parts)),
            new InvokeEndpoint(self, new Invoker(self, new SnapshotCell(), _services, app: null)));
    }

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData("GET", "/v1.0/healthz", 204)]
    [InlineData("GET", "/v1.0/healthz/", 204)]
    [InlineData("GET", "/v1.0/healthz?appid=orders", 204)]
    [InlineData("GET", "/v1.0/healthz/outbound", 500)]
    [InlineData("GET", "/v1.0/metadata", 200)]
    [InlineData("PUT", "/v1.0/metadata/key", 204)]
    [InlineData("POST", "/v1.0/shutdown", 204)]
    public async Task Endpoint_IsServed(string verb, string target, int status) => Assert.Equal(status, (await ServeAsync(verb, target)).StatusCode);

    [Fact]
    public async Task Shutdown_BeginsAfterTheAnswer_AndOnlyByPost()
    {
        await ServeAsync("GET", "/v1.0/shutdown");
        await ServeAsync("POST", "/v1.0/%2e%2e/v1.0/shutdown");
        Assert.Empty(_shutdowns);

        await ServeAsync("POST", "/v1.0/shutdown");
        Assert.Equal([false], _shutdowns);
    }

    [Theory]
    [InlineData("GET", "/v1.0/shutdown")]
    [InlineData("DELETE", "/v1.0/healthz")]
    [InlineData("POST", "/v1.0/metadata")]
    [InlineData("GET", "/v1.0/nothing")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/orders")]
    [InlineData("GET", "/v1.0/invoke/orders")]
    [InlineData("GET", "/v1.0/secrets/vault")]
    [InlineData("POST", "/v1.0/secrets/vault/key")]
    [InlineData("GET", "/v1.0-alpha1/secrets/vault/key")]
    public async Task WhatNoEndpointTakes_IsAnInvocation_WithoutTarget(string verb, string target)
    {
        var exchange = await ServeAsync(verb, target);

        Assert.Equal((404, NoTarget), (exchange.StatusCode, exchange.Text()));
    }

    [Theory]
    [InlineData("GET", "/v1.0/invoke/orders/method/x", null)]
    [InlineData("GET", "/anything", "orders")]
    [InlineData("DELETE", "/v1.0/healthz", "orders")]
    [InlineData("GET", "/v1.05/state/x", "orders")]
    [InlineData("GET", "/v1.0.1/publish/x", "orders")]
    [InlineData("GET", "/v1.0-rc1/jobs/x", "orders")]
    [InlineData("GET", "/v1.0", "orders")]
    public async Task WhatNoEndpointTakes_IsAnInvocation_OfTheNamedApp(string verb, string target, string? header) =>
        Assert.Contains(NoApp, (await ServeAsync(verb, target, header)).Text(), StringComparison.Ordinal);

    [Theory]
    [InlineData("GET", "/v1.0/metadata")]
    [InlineData("GET", "/v1.0/healthz")]
    public async Task KnownEndpoint_WinsOverTheHeader(string verb, string target) =>
        Assert.DoesNotContain("ERR_", (await ServeAsync(verb, target, "orders")).Text(), StringComparison.Ordinal);

    [Theory]
    [InlineData("GET", "/v1.0/state/store/key")]
    [InlineData("POST", "/v1.0/bindings/mail")]
    [InlineData("PUT", "/v1.0/actors/cat/1/state")]
    [InlineData("GET", "/v1.0/configuration/store")]
    [InlineData("POST", "/v1.0-alpha1/lock/store")]
    [InlineData("POST", "/v1.0-alpha1/unlock/store")]
    [InlineData("PUT", "/v1.0-alpha1/crypto/vault/encrypt")]
    [InlineData("PUT", "/v1.0-alpha1/subtlecrypto/vault/encrypt")]
    [InlineData("POST", "/v1.0-beta1/workflows/dapr/x/start")]
    [InlineData("POST", "/v1.0-alpha1/jobs/x")]
    [InlineData("POST", "/v1.0-alpha2/conversation/x/converse")]
    public async Task ApiOfALaterVersion_SaysSo(string verb, string target)
    {
        var exchange = await ServeAsync(verb, target);

        Assert.Equal(
            (501, $"{{\"errorCode\":\"ERR_API_UNIMPLEMENTED\",\"message\":\"this API is currently not implemented: {verb} {target}\"}}"),
            (exchange.StatusCode, exchange.Text()));
    }

    [Theory]
    [InlineData("GET", "/v1.0/metadata", "metadata")]
    [InlineData("PUT", "/v1.0/metadata/key", "metadata")]
    [InlineData("POST", "/v1.0/shutdown", "shutdown")]
    [InlineData("GET", "/v1.0/invoke/orders/method/x", "invoke")]
    [InlineData("GET", "/anything", "invoke")]
    public async Task DeniedPart_IsNotThere(string verb, string target, string part)
    {
        Switch(allowed: [], denied: [part]);

        var exchange = await ServeAsync(verb, target, "orders");

        Assert.Equal((404, ""), (exchange.StatusCode, exchange.Text()));
        Assert.Empty(_shutdowns);
    }

    [Theory]
    [InlineData("GET", "/v1.0/metadata", 404)]
    [InlineData("POST", "/v1.0/shutdown", 404)]
    [InlineData("GET", "/v1.0/healthz", 204)]
    [InlineData("GET", "/v1.0/invoke/orders/method/x", 500)]
    public async Task ListOfWhatIsAllowed_SwitchesTheRestOff_ButNotHealth(string verb, string target, int status)
    {
        Switch(allowed: ["invoke"], denied: []);

        Assert.Equal(status, (await ServeAsync(verb, target)).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1.0-alpha1/mesh/queues/bus")]
    [InlineData("GET", "/v1.0-alpha1/mesh/queues/bus/new/messages")]
    [InlineData("POST", "/v1.0-alpha1/mesh/queues/bus/new/redrive")]
    public async Task Queues_AreServed_UnlessSwitchedOff(string verb, string target)
    {
        Assert.Contains("pubsub bus is not found", (await ServeAsync(verb, target, "orders")).Text(), StringComparison.Ordinal);

        _snapshots.Swap(new MeshSnapshot { Api = new ApiPlan(FrozenSet<ApiPart>.Empty, new[] { new ApiPart("v1alpha1", "mesh") }.ToFrozenSet()) });
        var exchange = await ServeAsync(verb, target, "orders");

        Assert.Equal((404, ""), (exchange.StatusCode, exchange.Text()));
    }

    [Theory]
    [InlineData("/v1.0/secrets/vault/key")]
    [InlineData("/v1.0/secrets/vault/key/")]
    [InlineData("/v1.0/secrets/vault/bulk?metadata.a=b")]
    public async Task Secrets_AreServed_UnlessSwitchedOff(string target)
    {
        Assert.Contains("ERR_SECRET_STORES_NOT_CONFIGURED", (await ServeAsync("GET", target, "orders")).Text(), StringComparison.Ordinal);

        Switch(allowed: [], denied: ["secrets"]);
        var exchange = await ServeAsync("GET", target, "orders");

        Assert.Equal((404, ""), (exchange.StatusCode, exchange.Text()));
    }

    [Fact]
    public async Task SecretWithABrokenEscape_IsRefused()
    {
        var exchange = await ServeAsync("GET", "/v1.0/secrets/vault/%zz");

        Assert.Equal((400, "invalid URL escape \"%zz\""), (exchange.StatusCode, exchange.Text()));
    }

    private void Switch(string[] allowed, string[] denied) => _snapshots.Swap(new MeshSnapshot { Api = new ApiPlan(Parts(allowed), Parts(denied)) });

    private static FrozenSet<ApiPart> Parts(string[] names) => names.Select(name => new ApiPart("v1", name)).ToFrozenSet();

    private Task<Exchange> ServeAsync(string verb, string target, string? appId = null) =>
        new Exchange(verb, target, null, appId is null ? [] : [("dapr-app-id", appId)]).ServedByAsync(_api.HandleAsync);
}
