using System.Net;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Secrets;

public sealed class SecretTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_IsRead()
    {
        await using var stub = await StubSidecar.StartAsync(200, """{"db":"p4ss"}""");

        var secret = await stub.Mesh.GetSecretAsync("vault", "team/db", new Dictionary<string, string> { ["version id"] = "1&2" }, Ct);

        Assert.Equal("p4ss", secret["db"]);
        Assert.Equal("GET /v1.0/secrets/vault/team%2Fdb?metadata.version%20id=1%262", $"{stub.Listener.Only.Method} {stub.Listener.Only.Target}");
    }

    [Fact]
    public async Task All_AreRead()
    {
        await using var stub = await StubSidecar.StartAsync(200, """{"db":{"user":"a","password":"b"},"key":{"key":"c"}}""");

        var secrets = await stub.Mesh.GetSecretsAsync("vault", cancellationToken: Ct);

        Assert.Equal(("b", "c"), (secrets["db"]["password"], secrets["key"]["key"]));
        Assert.Equal("/v1.0/secrets/vault/bulk", stub.Listener.Only.Target);
    }

    [Fact]
    public async Task Nothing_IsEmpty()
    {
        await using var stub = await StubSidecar.StartAsync(204);

        Assert.Empty(await stub.Mesh.GetSecretAsync("vault", "db", cancellationToken: Ct));
        Assert.Empty(await stub.Mesh.GetSecretsAsync("vault", cancellationToken: Ct));
    }

    [Fact]
    public async Task Refusal_NamesStoreAndSecret()
    {
        await using var stub = await StubSidecar.StartAsync(403, """{"errorCode":"ERR_PERMISSION_DENIED","message":"access denied by policy"}""");

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Mesh.GetSecretAsync("vault", "db", cancellationToken: Ct));
        Assert.Equal((HttpStatusCode.Forbidden, "ERR_PERMISSION_DENIED", "secret db of vault"), (e.Status, e.ErrorCode, e.Target));
        e = await Assert.ThrowsAsync<MeshException>(() => stub.Mesh.GetSecretsAsync("vault", cancellationToken: Ct));
        Assert.Equal("secrets of vault: access denied by policy (ERR_PERMISSION_DENIED)", e.Message);
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("x", "")]
    [InlineData("..", "x")]
    [InlineData("x", "..")]
    public async Task NameThatChangesThePath_IsRefused(string store, string name)
    {
        await using var stub = await StubSidecar.StartAsync(204);
        await Assert.ThrowsAsync<ArgumentException>(() => stub.Mesh.GetSecretAsync(store, name, cancellationToken: Ct));
        Assert.Empty(stub.Listener.Requests);
    }
}
