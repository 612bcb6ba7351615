using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ComponentTests.Kit;
using static MeshRuntime.ComponentTests.Secrets.SecretStoreConformance;
using IOFile = System.IO.File;

namespace MeshRuntime.ComponentTests.Secrets.File;

public sealed class FileSecretStoreTests : IDisposable
{
    private const string Json = """
        {"plain": "p", "redis": {"host": "h", "ports": [6379, 6380], "tls": {"on": true, "ca": null}}, "ratio": 1.50, "list": ["a"]}
        """;

    private static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(":")]
    [InlineData(".")]
    public async Task NestedNames_AreJoined(string separator)
    {
        await using var store = await StartAsync(Json, ("nestedSeparator", separator));

        var all = await store.GetAllAsync(NoMetadata, CancellationToken.None);
        var flat = all.Select(secret => $"{secret.Key}={secret.Value[secret.Key]}").Order(StringComparer.Ordinal);
        string[] wanted = ["list:0=a", "plain=p", "ratio=1.50", "redis:host=h", "redis:ports:0=6379", "redis:ports:1=6380", "redis:tls:ca=", "redis:tls:on=true"];
        Assert.Equal(wanted.Select(line => line.Replace(":", separator, StringComparison.Ordinal)).Order(StringComparer.Ordinal), flat);
        Assert.Empty(store.Capabilities);
    }

    [Fact]
    public async Task MultiValued_MakesEachObjectOneSecret()
    {
        await using var store = await StartAsync(Json, ("multiValued", "true"));

        var all = await store.GetAllAsync(NoMetadata, CancellationToken.None);
        Assert.Equal(["plain", "redis"], all.Keys.Order());
        Assert.Equal([KeyValuePair.Create("plain", "p")], all["plain"]);
        Assert.Equal(["host", "ports:0", "ports:1", "tls:ca", "tls:on"], all["redis"].Keys.Order(StringComparer.Ordinal));
        Assert.Equal("6380", (await GetAsync(store, "redis"))["ports:1"]);
        Assert.Equal(["MULTIPLE_KEY_VALUES_PER_SECRET"], store.Capabilities);
    }

    [Fact]
    public async Task UnknownSecret_IsNotFoundByName()
    {
        await using var store = await StartAsync(Json);

        var refusal = await Assert.ThrowsAsync<ComponentException>(async () => await GetAsync(store, "redis"));

        Assert.Equal(ComponentFault.NotFound, refusal.Fault);
        Assert.Equal("secret redis not found", refusal.Message);
    }

    [Fact]
    public async Task FileIsReadOnce_AtStart()
    {
        await using var store = await StartAsync(Json);
        await IOFile.WriteAllTextAsync(_folder["secrets.json"], """{"plain": "changed"}""");

        Assert.Equal("p", (await GetAsync(store, "plain"))["plain"]);
    }

    [Fact]
    public async Task MissingFile_IsRefusedWithItsWholePath()
    {
        var refusal = await Assert.ThrowsAsync<ComponentException>(
            () => new Bench(_folder.Path).StartAsync<ISecretStore>("secretstores.local.file", ("secretsFile", "no/such/secrets.json")));

        Assert.Contains(Path.GetFullPath("no/such/secrets.json"), refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n \"canary\": \"canary\",\n canary }", "line 3")]
    [InlineData("[\"canary\"]", "not a JSON object")]
    [InlineData("", "line 1")]
    [InlineData("""{"a:b": "canary", "a": {"b": "canary"}}""", "\"a:b\"")]
    public async Task FileThatCannotBeUsed_IsRefusedWithoutQuotingIt(string json, string reason)
    {
        var refusal = await Assert.ThrowsAsync<ComponentException>(() => StartAsync(json));

        Assert.Equal(ComponentFault.Invalid, refusal.Fault);
        Assert.Contains(_folder["secrets.json"], refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNotNamed_IsAProblemOfTheField()
    {
        new Bench(_folder.Path).Make("secretstores.local.file", out var read);

        Assert.Equal("secretsFile", Assert.Single(read.Problems).Field);
    }

    private async Task<ISecretStore> StartAsync(string json, params (string Name, string Value)[] metadata)
    {
        await IOFile.WriteAllTextAsync(_folder["secrets.json"], json);
        return await new Bench(_folder.Path).StartAsync<ISecretStore>("secretstores.local.file", [("secretsFile", _folder["secrets.json"]), .. metadata]);
    }
}
