using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using MeshRuntime.Tests.Kit;
using MeshRuntime.Tests.Protocol.Grpc;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class SecretServiceTests : IDisposable
{
    private readonly FakeVault _vault = new FakeVault().With("db", ("user", "u"), ("password", "p")).With("bare", []).With("own", "canary");
    private readonly GrpcPort _port = new();

    public SecretServiceTests() => _vault.InForce(_port.Snapshots, new SecretAccess { Denied = ["own"] });

    public void Dispose() => _port.Dispose();

    [Fact]
    public async Task Secret_IsAMap()
    {
        var exchange = await GetAsync("vault", "db");

        Assert.Equal(GrpcCode.Ok, exchange.Code);
        Assert.Equal(new GetSecretResponse { Data = { ["user"] = "u", ["password"] = "p" } }, await exchange.ReadAsync(GetSecretResponse.Parser));
        Assert.Equal([("db", "version_id=7")], _vault.Asked);
    }

    [Fact]
    public async Task SecretWithoutValues_IsEmpty() => Assert.Equal(new GetSecretResponse(), await (await GetAsync("vault", "bare")).ReadAsync(GetSecretResponse.Parser));

    [Fact]
    public async Task Bulk_IsAMapOfMaps_WithoutWhatTheAppMayNotRead()
    {
        var exchange = await GetBulkAsync("vault");

        Assert.Equal(GrpcCode.Ok, exchange.Code);
        Assert.Equal(
            new GetBulkSecretResponse { Data = { ["db"] = new SecretResponse { Secrets = { ["user"] = "u", ["password"] = "p" } }, ["bare"] = new SecretResponse() } },
            await exchange.ReadAsync(GetBulkSecretResponse.Parser));
        Assert.Equal([(null, "version_id=7")], _vault.Asked);
    }

    // Each row of the table.
    [Theory]
    [InlineData("volt", "db", GrpcCode.InvalidArgument, "failed finding secret store with key volt")]
    [InlineData("vault", "own", GrpcCode.PermissionDenied, "access denied by policy to get \"own\" from \"vault\"")]
    [InlineData("vault", "none", GrpcCode.Internal, "failed getting secret with key none from secret store vault: secret none not found")]
    public async Task Fault_HasItsRowOfTheTable(string store, string name, GrpcCode code, string message)
    {
        var exchange = await GetAsync(store, name);

        Assert.Equal((code, message), (exchange.Code, exchange.Message));
    }

    [Fact]
    public async Task NoStoreAtAll_IsAnError()
    {
        _port.Snapshots.Swap(MeshSnapshot.Empty);

        foreach (var exchange in new[] { await GetAsync("vault", "db"), await GetBulkAsync("vault") })
        {
            Assert.Equal((GrpcCode.FailedPrecondition, "secret store is not configured"), (exchange.Code, exchange.Message));
        }
    }

    [Fact]
    public async Task UnknownStore_HasNoList()
    {
        var exchange = await GetBulkAsync("volt");

        Assert.Equal((GrpcCode.InvalidArgument, "failed finding secret store with key volt"), (exchange.Code, exchange.Message));
    }

    private Task<ServerExchange> GetAsync(string store, string name) =>
        _port.CallAsync(GrpcPort.Dapr + "GetSecret", new GetSecretRequest { StoreName = store, Key = name, Metadata = { ["version_id"] = "7" } });

    private Task<ServerExchange> GetBulkAsync(string store) =>
        _port.CallAsync(GrpcPort.Dapr + "GetBulkSecret", new GetBulkSecretRequest { StoreName = store, Metadata = { ["version_id"] = "7" } });
}
