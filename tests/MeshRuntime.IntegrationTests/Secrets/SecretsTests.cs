using Google.Protobuf;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.IntegrationTests.Secrets;

/// <summary>Secrets of a file and of the environment, as an app reads them over HTTP and gRPC.</summary>
public sealed class SecretsTests : MeshTest
{
    private const string Token = "api-token-canary";
    private const string Service = "/dapr.proto.runtime.v1.Dapr/";

    [Fact]
    public async Task Stores_AreReadOverHttpAndGrpc_AndTheLogKnowsNoSecret()
    {
        var sidecar = await StartAsync();

        Assert.Equal((200, """{"db":"canary-db"}"""), await GetAsync(sidecar, "file/db"));
        Assert.Equal((200, """{"db":{"db":"canary-db"},"mail":{"key":"canary-key","ports:0":"25"}}"""), await GetAsync(sidecar, "file/bulk"));
        Assert.Equal((200, """{"KEY":"canary-env"}"""), await GetAsync(sidecar, "env/KEY"));
        Assert.Equal((403, """{"errorCode":"ERR_PERMISSION_DENIED","message":"access denied by policy to get \"own\" from \"file\""}"""), await GetAsync(sidecar, "file/own"));
        Assert.Equal((401, """{"errorCode":"ERR_SECRET_STORE_NOT_FOUND","message":"failed finding secret store with key fiel"}"""), await GetAsync(sidecar, "fiel/db"));
        Assert.Equal((401, "invalid api token"), await GetAsync(sidecar, "file/db", token: "wrong"));

        using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        var channel = new GrpcChannel(http, new Uri($"http://127.0.0.1:{sidecar.GrpcPort}"), new GrpcChannelOptions());
        var mail = await CallAsync(channel, "GetSecret", new GetSecretRequest { StoreName = "file", Key = "mail" }, GetSecretResponse.Parser);
        Assert.Equal(new GetSecretResponse { Data = { ["key"] = "canary-key", ["ports:0"] = "25" } }, mail.Message);
        var all = await CallAsync(channel, "GetBulkSecret", new GetBulkSecretRequest { StoreName = "file" }, GetBulkSecretResponse.Parser);
        Assert.Equal(["db", "mail"], all.Message!.Data.Keys.Order());

        // The system reads the name of a variable up to a NUL, which HTTP does not let through and protobuf does.
        var token = await CallAsync(channel, "GetSecret", new GetSecretRequest { StoreName = "own", Key = "APP_API_TOKEN\0" }, GetSecretResponse.Parser);
        Assert.Equal([""], token.Message!.Data.Values);
        Assert.Equal((200, """{"APP_API_TOKEN":""}"""), await GetAsync(sidecar, "own/APP_API_TOKEN"));
        Assert.DoesNotContain("canary-app", (await GetAsync(sidecar, "own/bulk")).Body, StringComparison.Ordinal);

        using var metadata = new HttpRequestMessage(HttpMethod.Get, "/v1.0/metadata") { Headers = { { "dapr-api-token", Token } } };
        using var described = await sidecar.Http.SendAsync(metadata);
        Assert.Contains(
            """{"name":"file","type":"secretstores.local.file","version":"v1","capabilities":["MULTIPLE_KEY_VALUES_PER_SECRET"]}""",
            await described.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(sidecar.Log.Contains("canary"), "a secret is in the log");
    }

    private Task<SidecarHandle> StartAsync()
    {
        var file = Bed.Write("secrets.json", """{ "db": "canary-db", "mail": { "key": "canary-key", "ports": [25] }, "own": "canary-own" }""");
        WriteStore("file", "local.file", $"\n  - {{name: secretsFile, value: {file}}}\n  - {{name: multiValued, value: \"true\"}}");
        WriteStore("env", "local.env", "\n  - {name: prefix, value: SHOP_}");
        WriteStore("own", "local.env", " []");
        var config = Bed.Write(
            "config.yaml",
            """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: shop
            spec:
              secrets:
                scopes:
                - storeName: file
                  deniedSecrets: [own]
            """);
        return Bed.SidecarAsync(new SidecarSetup("shop") { Flags = ["--resources-path", Path.Combine(Bed.Home, "res"), "--config", config, "--enable-api-logging"] }
            .WithEnvironment("SHOP_KEY", "canary-env")
            .WithEnvironment("APP_API_TOKEN", "canary-app")
            .WithEnvironment("DAPR_API_TOKEN", Token));
    }

    private void WriteStore(string name, string type, string metadata) => Bed.Write(
        $"res/{name}.yaml",
        $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: {name}
        spec:
          type: secretstores.{type}
          version: v1
          metadata:{metadata}
        """);

    private static async Task<(int Status, string Body)> GetAsync(SidecarHandle sidecar, string path, string token = Token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1.0/secrets/{path}") { Headers = { { "dapr-api-token", token } } };
        using var answer = await sidecar.Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<GrpcReply<T>> CallAsync<T>(GrpcChannel channel, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        var metadata = new GrpcMetadata();
        Assert.True(metadata.TryAdd("dapr-api-token", Token));
        return await channel.UnaryAsync(Service + method, request, parser, new GrpcCallOptions { Metadata = metadata }, CancellationToken.None);
    }
}
