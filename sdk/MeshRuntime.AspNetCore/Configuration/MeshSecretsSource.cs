using Microsoft.Extensions.Configuration;

namespace MeshRuntime.AspNetCore;

/// <summary>Makes the provider of one store's secrets.</summary>
internal sealed class MeshSecretsSource(string store, MeshSecretsOptions options) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new MeshSecretsProvider(store, options);
}
