using System.Collections.Frozen;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Tests.Kit;

/// <summary>A secret store in memory. Keeps what it was asked, and can be told to fail.</summary>
internal sealed class FakeVault : ISecretStore
{
    public Dictionary<string, IReadOnlyDictionary<string, string>> Secrets { get; } = [];

    /// <summary>The name, or null for all, and the metadata of each question.</summary>
    public List<(string? Name, string Metadata)> Asked { get; } = [];

    /// <summary>Thrown at the next questions.</summary>
    public Exception? Failure { get; set; }

    public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        Note(name, metadata, cancellation);
        return Secrets.TryGetValue(name, out var secret) ? new(secret) : throw new ComponentException(ComponentFault.NotFound, $"secret {name} not found");
    }

    public ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        Note(null, metadata, cancellation);
        return new(Secrets);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Puts the store in force under the name "vault".</summary>
    public void InForce(SnapshotCell cell, SecretAccess? access = null) => cell.Swap(cell.Current with
    {
        SecretStores = new[] { new SecretStorePlan("vault", this) { Access = access ?? SecretAccess.Open } }.ToFrozenDictionary(plan => plan.Name),
    });

    /// <summary>Adds a secret of one value under its own name.</summary>
    public FakeVault With(string name, string value) => With(name, (name, value));

    public FakeVault With(string name, params (string Key, string Value)[] values)
    {
        Secrets[name] = values.ToDictionary(pair => pair.Key, pair => pair.Value);
        return this;
    }

    private void Note(string? name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Asked.Add((name, string.Join(' ', metadata.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"))));
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}
