using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Stores;

/// <summary>
/// The door to secret stores: finds the store, asks whether our app may, and reads. In Dapr's order, so that a request with several faults gets the same
/// error. Nothing is kept: a secret that its store changes is the new one at once.
/// </summary>
public sealed class SecretGateway
{
    private readonly SnapshotCell _snapshots;
    private readonly SecretWire _wire;

    /// <param name="snapshots">Which stores there are, and what our app may read.</param>
    /// <param name="parts">Loggers.</param>
    public SecretGateway(SnapshotCell snapshots, DataPlaneParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _snapshots = snapshots;
        _wire = new SecretWire(parts.Loggers.CreateLogger<SecretWire>());
    }

    /// <summary>One secret.</summary>
    /// <param name="store">The store's component.</param>
    /// <param name="name">The secret's name in the store.</param>
    /// <param name="metadata">The request's; each store says which keys it knows.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="OperationCanceledException">Who asked gave up.</exception>
    public async ValueTask<StoreAnswer<IReadOnlyDictionary<string, string>>> GetAsync(
        string store, string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        if (Find(store, out var plan) is { } unknown)
        {
            return new(null, unknown);
        }

        return !plan!.Access.Allows(name)
            ? new(null, SecretErrors.Forbidden(store, name))
            : await _wire.AskAsync(
                plan, component => component.GetAsync(name, metadata, cancellation), reason => SecretErrors.Failed(store, name, reason), cancellation);
    }

    /// <summary>Every secret that the store lists and our app may read, by name. What it may not read is left out in silence (Dapr).</summary>
    /// <param name="store">The store's component.</param>
    /// <param name="metadata">The request's; each store says which keys it knows.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="OperationCanceledException">Who asked gave up.</exception>
    public async ValueTask<StoreAnswer<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> GetAllAsync(
        string store, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        if (Find(store, out var plan) is { } unknown)
        {
            return new(null, unknown);
        }

        var (all, error) = await _wire.AskAsync(
            plan!, component => component.GetAllAsync(metadata, cancellation), reason => SecretErrors.Failed(store, reason), cancellation);
        return error is not null ? new(null, error) : new(all!.Where(secret => plan!.Access.Allows(secret.Key)).ToDictionary(StringComparer.Ordinal), null);
    }

    private MeshError? Find(string store, out SecretStorePlan? plan)
    {
        var stores = _snapshots.Current.SecretStores;
        return stores.TryGetValue(store, out plan) ? null : stores.Count == 0 ? SecretErrors.NotConfigured : SecretErrors.NotFound(store);
    }
}
