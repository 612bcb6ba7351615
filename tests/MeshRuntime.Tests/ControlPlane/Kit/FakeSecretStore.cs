using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Secrets;

namespace MeshRuntime.Tests.ControlPlane.Kit;

/// <summary>Holds the secrets of the bench.</summary>
internal sealed class FakeSecretStore(Bench bench, ComponentContext context) : FakeComponent(bench, context), ISecretStore
{
    private readonly Bench _bench = bench;

    public ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation) =>
        _bench.Secrets.TryGetValue(name, out var secret)
            ? new(secret)
            : throw new ComponentException(ComponentFault.NotFound, $"there is no secret \"{name}\"");

    public ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation) => throw new NotSupportedException();
}
