namespace MeshRuntime.Client;

/// <summary>Reads secrets through the sidecar.</summary>
internal sealed class SecretReader(SidecarApi api)
{
    public async Task<IReadOnlyDictionary<string, string>> OneAsync(
        string store, string name, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        using var request = api.Request(HttpMethod.Get, $"/v1.0/secrets/{PathPart.Of(store)}/{PathPart.Of(name)}{RequestMetadata.Query(metadata)}");
        return await api.ReadAsync(request, SidecarJson.Default.DictionaryStringString, $"secret {name} of {store}", cancellationToken).ConfigureAwait(false) ?? [];
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> AllAsync(
        string store, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        using var request = api.Request(HttpMethod.Get, $"/v1.0/secrets/{PathPart.Of(store)}/bulk{RequestMetadata.Query(metadata)}");
        var all = await api.ReadAsync(request, SidecarJson.Default.DictionaryStringDictionaryStringString, $"secrets of {store}", cancellationToken)
            .ConfigureAwait(false) ?? [];
        return all.ToDictionary(secret => secret.Key, secret => (IReadOnlyDictionary<string, string>)secret.Value);
    }
}
