using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ComponentTests.Kit;
using static MeshRuntime.ComponentTests.Secrets.SecretStoreConformance;

namespace MeshRuntime.ComponentTests.Secrets.Environment;

public sealed class EnvironmentSecretStoreTests
{
    private const string Type = "secretstores.local.env";

    private readonly Bench _bench = new("unused")
    {
        Environment = { ["SHOP_DB"] = "db", ["SHOP_"] = "nameless", ["OTHER"] = "other", ["DAPR_API_TOKEN"] = "own", ["App_Api_Token"] = "own", ["dapr_x"] = "own" },
    };

    [Theory]
    [InlineData("", "DAPR_API_TOKEN")]
    [InlineData("", "App_Api_Token")]
    [InlineData("", "dapr_x")]
    [InlineData("DAPR_", "API_TOKEN")]
    [InlineData("App_Api_", "Token")]
    [InlineData("D", "APR_API_TOKEN")]
    public async Task WhatIsTheSidecarsOwn_IsNeverGivenOut(string prefix, string name)
    {
        await using var store = await _bench.StartAsync<ISecretStore>(Type, ("prefix", prefix));

        Assert.Equal([KeyValuePair.Create(name, "")], await GetAsync(store, name));
        var all = await store.GetAllAsync(new Dictionary<string, string>(), CancellationToken.None);
        Assert.DoesNotContain(all.Values.SelectMany(secret => secret.Values), value => value == "own");
        Assert.Contains(_bench.Logs.All, line => line.Id == 5080 && !line.Text.Contains("own\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("App_Api_Token\0")]
    [InlineData("App_Api_Token\0x")]
    public async Task TokenInAnotherSpelling_IsNotGivenOut(string name)
    {
        await using var store = await _bench.StartAsync<ISecretStore>(Type);

        Assert.Equal([KeyValuePair.Create(name, "")], await GetAsync(store, name));
    }

    [Fact]
    public async Task Prefix_IsAddedWhenAskingAndLeftOutWhenListing()
    {
        await using var store = await _bench.StartAsync<ISecretStore>(Type, ("prefix", "SHOP_"));

        Assert.Equal([KeyValuePair.Create("DB", "db")], await GetAsync(store, "DB"));
        var all = await store.GetAllAsync(new Dictionary<string, string>(), CancellationToken.None);
        Assert.Equal(["DB"], all.Keys);
        Assert.Equal([KeyValuePair.Create("DB", "db")], all["DB"]);
    }

    [Fact]
    public async Task UnsetVariable_IsAnEmptySecret()
    {
        await using var store = await _bench.StartAsync<ISecretStore>(Type);

        Assert.Equal([KeyValuePair.Create("NONE", "")], await GetAsync(store, "NONE"));
    }
}
