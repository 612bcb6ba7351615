using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.Secrets;

/// <summary>What every secret store must do.</summary>
public abstract class SecretStoreConformance : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();

    internal TempFolder Folder { get; } = new();

    [Fact]
    public async Task Secret_IsAMapOfItsOwnName()
    {
        await using var store = await StartAsync(("one", "first value"), ("two", "secönd ✓ \"value\""));

        Assert.Equal([KeyValuePair.Create("one", "first value")], await GetAsync(store, "one"));
        Assert.Equal([KeyValuePair.Create("two", "secönd ✓ \"value\"")], await GetAsync(store, "two"));
    }

    [Fact]
    public async Task EmptySecret_IsEmpty()
    {
        await using var store = await StartAsync(("one", ""));

        Assert.Equal([KeyValuePair.Create("one", "")], await GetAsync(store, "one"));
    }

    [Fact]
    public async Task Name_IsComparedByCase()
    {
        await using var store = await StartAsync(("one", "value"));

        Assert.Null(await ValueAsync(store, "ONE"));
    }

    [Fact]
    public async Task UnknownSecret_HasNoValue()
    {
        await using var store = await StartAsync(("one", "value"));

        Assert.Null(await ValueAsync(store, "none"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" one")]
    [InlineData("one ")]
    [InlineData("one\0")]
    [InlineData("one\0two")]
    public async Task NameThatIsNotWhole_IsAnother(string name) // else a scope that denies "one" denies nothing
    {
        await using var store = await StartAsync(("one", "value"));

        Assert.Null(await ValueAsync(store, name));
    }

    [Fact]
    public async Task All_ListsEachSecretAsAskingForItWould()
    {
        await using var store = await StartAsync(("one", "first"), ("two", "second"));

        var all = await store.GetAllAsync(NoMetadata, CancellationToken.None);

        Assert.Equal(["one", "two"], all.Keys.Order());
        Assert.Equal(await GetAsync(store, "one"), all["one"]);
        Assert.Equal(await GetAsync(store, "two"), all["two"]);
    }

    [Fact]
    public async Task CancelledRead_IsACancellation()
    {
        await using var store = await StartAsync(("one", "value"));
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetAsync("one", NoMetadata, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetAllAsync(NoMetadata, cancelled));
    }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static ValueTask<IReadOnlyDictionary<string, string>> GetAsync(ISecretStore store, string name) =>
        store.GetAsync(name, NoMetadata, CancellationToken.None);

    /// <summary>A started store that holds exactly these secrets.</summary>
    protected abstract Task<ISecretStore> StartAsync(params (string Name, string Value)[] secrets);

    /// <summary>Null when the store says that there is none; some say so with an empty value.</summary>
    private static async Task<string?> ValueAsync(ISecretStore store, string name)
    {
        try
        {
            var value = (await GetAsync(store, name))[name];
            return value.Length == 0 ? null : value;
        }
        catch (ComponentException e) when (e.Fault == ComponentFault.NotFound)
        {
            return null;
        }
    }
}
