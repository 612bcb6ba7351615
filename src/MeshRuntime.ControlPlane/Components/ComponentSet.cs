using System.Collections.Frozen;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ControlPlane.Resources;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>The components that run, in the order in which they were started. Replaced whole at a reload.</summary>
internal sealed partial class ComponentSet(IReadOnlyList<ActiveComponent> all)
{
    public static ComponentSet Empty { get; } = new([]);

    public IReadOnlyList<ActiveComponent> All { get; } = all;

    public INameResolver? Resolver { get; } = all.Select(active => active.Instance).OfType<INameResolver>().FirstOrDefault();

    public ICertificateSource? Certificates { get; } = all.Select(active => active.Instance).OfType<ICertificateSource>().FirstOrDefault();

    public FrozenDictionary<string, ISecretStore> SecretStores { get; } = all
        .Where(active => active.Instance is ISecretStore)
        .ToFrozenDictionary(active => active.Resource.Name, active => (ISecretStore)active.Instance);

    /// <summary>The running component of a place: one for each name, and one for each category of our own.</summary>
    public ActiveComponent? Find(ComponentResource resource) => All.FirstOrDefault(active => active.Resource.Slot == resource.Slot);

    /// <summary>Ends components, the last started first: what was started later may use what was started before.</summary>
    public static async ValueTask DisposeAsync(IEnumerable<ActiveComponent> components, ILogger log)
    {
        foreach (var active in components.Reverse())
        {
            try
            {
                await active.Instance.DisposeAsync();
            }
            catch (Exception e)
            {
                // It ends in any case, and so must those after it.
                Log.NotEnded(log, active.Resource.Name, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2005, LogLevel.Warning, "Component {Component} did not end cleanly")]
        public static partial void NotEnded(ILogger log, string component, Exception reason);
    }
}
