using System.Text.Json;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Stores;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class SecretEndpointTests
{
    private readonly FakeVault _vault = new FakeVault().With("db", ("user", "u"), ("password", "\"<p>\"\n")).With("mail", "").With("bare", []).With("own", "canary");
    private readonly Messages _mesh = new();
    private readonly SecretEndpoint _endpoint;

    public SecretEndpointTests()
    {
        _vault.InForce(_mesh.Snapshots, new SecretAccess { Denied = ["own"] });
        _endpoint = new SecretEndpoint(new SecretGateway(_mesh.Snapshots, _mesh.Parts));
    }

    [Theory]
    [InlineData("vault/db", 200, """{"user":"u","password":"\"<p>\"\n"}""")]
    [InlineData("vault/mail", 200, """{"mail":""}""")]
    [InlineData("vault/bare", 204, "")]
    [InlineData("vault/bulk", 200, """{"db":{"user":"u","password":"\"<p>\"\n"},"mail":{"mail":""},"bare":{}}""")]
    public async Task Secret_IsAnObject(string path, int status, string body) => Assert.Equal((status, body), await GetAsync(path));

    [Theory]
    [InlineData("vault/db", "db")]
    [InlineData("vault/bulk", null)]
    public async Task Metadata_ReachesTheStore_AndTheRestOfTheQueryDoesNot(string path, string? name)
    {
        await GetAsync(path, "?metadata.version_id=a%20b&metadata.version_id=2&version=3");

        Assert.Equal([(name, "version_id=a b")], _vault.Asked);
    }

    // Each row of the table.
    [Theory]
    [InlineData("volt/db", 401, "ERR_SECRET_STORE_NOT_FOUND", "failed finding secret store with key volt")]
    [InlineData("volt/bulk", 401, "ERR_SECRET_STORE_NOT_FOUND", "failed finding secret store with key volt")]
    [InlineData("vault/own", 403, "ERR_PERMISSION_DENIED", "access denied by policy to get \"own\" from \"vault\"")]
    [InlineData("vault/none", 500, "ERR_SECRET_GET", "failed getting secret with key none from secret store vault: secret none not found")]
    public async Task Fault_HasItsRowOfTheTable(string path, int status, string code, string message) => AssertFault(await GetAsync(path), status, code, message);

    [Fact]
    public async Task FailedList_IsAnError()
    {
        _vault.Failure = new ComponentException(ComponentFault.Denied, "the token has expired");

        AssertFault(await GetAsync("vault/bulk"), 500, "ERR_SECRET_GET", "failed getting secrets from secret store vault: the token has expired");
    }

    [Theory]
    [InlineData("vault/db")]
    [InlineData("vault/bulk")]
    public async Task NoStoreAtAll_IsAnError(string path)
    {
        _mesh.Snapshots.Swap(MeshSnapshot.Empty);

        AssertFault(await GetAsync(path), 500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured");
    }

    private async Task<(int Status, string Body)> GetAsync(string path, string query = "")
    {
        Assert.True(SecretPath.TryRead(SecretPath.Prefix + path, out var read, out _));
        var exchange = await new Exchange("GET", SecretPath.Prefix + path + query).ServedByAsync(http => _endpoint.HandleAsync(http, read));
        Assert.Equal(exchange.StatusCode == 204 ? null : "application/json", exchange.Response.ContentType);
        return (exchange.StatusCode, exchange.Text());
    }

    private static void AssertFault((int Status, string Body) answer, int status, string code, string message)
    {
        Assert.Equal(status, answer.Status);
        var body = JsonElement.Parse(answer.Body);
        Assert.Equal(["errorCode", "message"], body.EnumerateObject().Select(property => property.Name));
        Assert.Equal((code, message), (body.GetProperty("errorCode").GetString(), body.GetProperty("message").GetString()));
    }
}
