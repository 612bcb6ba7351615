using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Abstractions.Secrets;

/// <summary>Reads secrets. A secret is a small map: most stores hold one entry under the secret's own name.</summary>
public interface ISecretStore : IComponent
{
    /// <summary>One secret.</summary>
    /// <param name="name">The secret's name in the store.</param>
    /// <param name="metadata">Request metadata; each store says which keys it knows.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ComponentException"><see cref="ComponentFault.NotFound"/> when the store has no such secret.</exception>
    ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation);

    /// <summary>Every secret that the store will list, by name.</summary>
    ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation);
}
