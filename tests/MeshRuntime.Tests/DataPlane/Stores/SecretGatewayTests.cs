using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Stores;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.ControlPlane.Kit;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Stores;

public sealed class SecretGatewayTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly FakeVault _vault = new FakeVault().With("db", ("user", "u"), ("password", "p")).With("mail", "m").With("own", "o");
    private readonly SnapshotCell _snapshots = new();
    private readonly LogLines _log = new();
    private readonly SecretGateway _gateway;

    public SecretGatewayTests()
    {
        _gateway = new SecretGateway(_snapshots, new DataPlaneParts(new ManualClock(), new Random(1), new MeshMeters(), _log));
        _vault.InForce(_snapshots);
    }

    [Fact]
    public async Task Secret_IsAllItsValues()
    {
        var (values, error) = await GetAsync("vault", "db");

        Assert.Null(error);
        Assert.Equal(["password=p", "user=u"], values!.Select(pair => $"{pair.Key}={pair.Value}").Order());
    }

    [Fact]
    public async Task Metadata_ReachesTheStore()
    {
        var metadata = new Dictionary<string, string> { ["version_id"] = "7" };

        await _gateway.GetAsync("vault", "db", metadata, CancellationToken.None);
        await _gateway.GetAllAsync("vault", metadata, CancellationToken.None);

        Assert.Equal([("db", "version_id=7"), (null, "version_id=7")], _vault.Asked);
    }

    [Fact]
    public async Task WhatTheAppMayNotRead_IsRefused_BeforeTheStoreIsAsked()
    {
        _vault.InForce(_snapshots, new SecretAccess { Denied = ["db"] });

        var (values, error) = await GetAsync("vault", "db");

        Assert.Null(values);
        Assert.Equal(new MeshError(MeshErrorCode.SecretForbidden, "access denied by policy to get \"db\" from \"vault\""), error);
        Assert.Empty(_vault.Asked);
    }

    [Fact]
    public async Task WhatTheAppMayNotRead_IsLeftOutOfAll()
    {
        _vault.InForce(_snapshots, new SecretAccess { Denied = ["db", "own"] });

        var (all, error) = await GetAllAsync("vault");

        Assert.Null(error);
        Assert.Equal(["mail"], all!.Keys);
    }

    [Theory]
    [InlineData("volt")]
    [InlineData("Vault")]
    [InlineData("")]
    public async Task UnknownStore_IsNotFound(string store)
    {
        var unknown = new MeshError(MeshErrorCode.SecretStoreNotFound, $"failed finding secret store with key {store}");

        Assert.Equal(unknown, (await GetAsync(store, "db")).Error);
        Assert.Equal(unknown, (await GetAllAsync(store)).Error);
    }

    [Fact]
    public async Task StoreThatIsGone_IsSaidToBeTheLast()
    {
        _snapshots.Swap(MeshSnapshot.Empty);

        Assert.Equal(new MeshError(MeshErrorCode.SecretStoresNotConfigured, "secret store is not configured"), (await GetAsync("vault", "db")).Error);
        Assert.Equal(MeshErrorCode.SecretStoresNotConfigured, (await GetAllAsync("vault")).Error?.Code);
    }

    [Fact]
    public async Task StoreThatRefuses_IsQuoted()
    {
        Assert.Equal(
            new MeshError(MeshErrorCode.SecretGet, "failed getting secret with key none from secret store vault: secret none not found"),
            (await GetAsync("vault", "none")).Error);

        _vault.Failure = new ComponentException(ComponentFault.Unavailable, "it is sealed");
        Assert.Equal(new MeshError(MeshErrorCode.SecretGet, "failed getting secrets from secret store vault: it is sealed"), (await GetAllAsync("vault")).Error);
    }

    [Fact] // hardening H01
    public async Task FaultOfAStore_IsTold_WithoutItsText()
    {
        _vault.Failure = new InvalidOperationException("cannot parse canary");

        var error = (await GetAsync("vault", "db")).Error;

        Assert.Equal(MeshErrorCode.SecretGet, error?.Code);
        Assert.DoesNotContain("canary", error?.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (_log.Count("Component vault failed to read a secret"), _log.Count("canary")));
        Assert.Equal(1, _log.Count(nameof(FakeVault) + ".Note"));
        Assert.Empty(_log.Exceptions);
    }

    [Fact]
    public async Task AskerWhoGaveUp_GetsNoAnswer()
    {
        var gone = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _gateway.GetAsync("vault", "db", NoMetadata, gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _gateway.GetAllAsync("vault", NoMetadata, gone));
    }

    [Fact]
    public async Task CancellationOfTheStoresOwn_IsAFault()
    {
        _vault.Failure = new OperationCanceledException();

        Assert.Equal(MeshErrorCode.SecretGet, (await GetAsync("vault", "db")).Error?.Code);
    }

    private ValueTask<StoreAnswer<IReadOnlyDictionary<string, string>>> GetAsync(string store, string name) =>
        _gateway.GetAsync(store, name, NoMetadata, CancellationToken.None);

    private ValueTask<StoreAnswer<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> GetAllAsync(string store) =>
        _gateway.GetAllAsync(store, NoMetadata, CancellationToken.None);
}
