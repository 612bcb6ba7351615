using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.DataPlane.Outbound;

/// <summary>
/// Every target that this sidecar has called, by name. A name met for the first time becomes a <see cref="Service"/> and an entry of
/// <see cref="WantedAsync"/>, which the control plane reads.
/// </summary>
public sealed class ServiceTable : IDisposable
{
    /// <summary>
    /// Ceiling on names: an app that calls made-up names must not fill the memory. 10,000 is ten times the largest fleet that we test with.
    /// </summary>
    public const int MaxServices = 10_000;

    private readonly ConcurrentDictionary<ServiceName, Service> _services = new();
    private readonly Channel<Service> _wanted = Channel.CreateBounded<Service>(MaxServices);
    private readonly Func<ServiceName, Service> _create;

    /// <param name="create">Makes the service and its layers; it writes itself to the channel when its endpoints turn out to be dead.</param>
    public ServiceTable(Func<ServiceName, ChannelWriter<Service>, Service> create) => _create = name => create(name, _wanted.Writer);

    /// <summary>
    /// Services whose endpoints are to be looked up and given by <see cref="Service.SetEndpoints"/>: each once when it is first called, and
    /// again each time a call found all of its endpoints dead. Ends with the table.
    /// </summary>
    public async IAsyncEnumerable<Service> WantedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var service in _wanted.Reader.ReadAllAsync(cancellation))
        {
            service.Taken();
            yield return service;
        }
    }

    /// <summary>The service of a name, made when it is new; null when the table is full.</summary>
    public Service? Find(ServiceName name) => _services.TryGetValue(name, out var known) ? known : Add(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _wanted.Writer.TryComplete();
        foreach (var service in _services.Values)
        {
            service.Dispose();
        }
    }

    private Service? Add(ServiceName name)
    {
        if (_services.Count >= MaxServices)
        {
            return null;
        }

        var created = _create(name);
        var service = _services.GetOrAdd(name, created);
        if (!ReferenceEquals(service, created))
        {
            // Race: two first calls of one name. The one that was added wins; the other has no connections yet.
            created.Dispose();
        }
        else if (!service.AskAgain())
        {
            // The channel holds as many as the table, each once: it refuses only when it is closed, at shutdown.
            service.SetProblem("name resolution has stopped");
        }

        return service;
    }
}
