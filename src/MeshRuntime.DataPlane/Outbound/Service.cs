using System.Threading.Channels;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound.Layers;

namespace MeshRuntime.DataPlane.Outbound;

/// <summary>The state of one target: its endpoints and the layers that its calls pass. Lives as long as the sidecar; outlives every reload.</summary>
public sealed class Service : IDisposable
{
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Service, CallLayer> _layers;
    private readonly ChannelWriter<Service> _wanted;
    private readonly IDisposable _connections;
    private CallLayer? _first;
    private volatile EndpointState[] _endpoints = [];
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _problem;

    /// <param name="name">The target.</param>
    /// <param name="connections">What holds its connections; disposed with the service.</param>
    /// <param name="wanted">Where services go whose endpoints are to be looked up.</param>
    /// <param name="layers">Builds the layers, outermost returned.</param>
    internal Service(ServiceName name, IDisposable connections, ChannelWriter<Service> wanted, Func<Service, CallLayer> layers)
    {
        _wanted = wanted;
        Name = name;
        _connections = connections;
        _layers = layers;
    }

    /// <summary>The target.</summary>
    public ServiceName Name { get; }

    internal CallLayer Layers => _first ??= _layers(this);

    internal EndpointState[] Endpoints => _endpoints;

    /// <summary>Why there are no endpoints, when the registry could not be asked.</summary>
    internal string? Problem => _problem;

    /// <summary>Completes with the first answer of the registry, an empty one included.</summary>
    internal Task Known => _known.Task;

    /// <summary>Completes at the next change of the endpoints.</summary>
    internal Task Changed => _changed.Task;

    /// <summary>Replaces the endpoints; those that stay keep their state. One of the four calls of the control plane.</summary>
    public void SetEndpoints(EndpointSet set)
    {
        var old = _endpoints;
        if (_known.Task.IsCompleted && _problem is null && set.Endpoints.Select(endpoint => endpoint.Authority).SequenceEqual(old.Select(state => state.Endpoint.Authority)))
        {
            return;
        }

        _endpoints = [.. set.Endpoints.Select(endpoint => Array.Find(old, state => state.Endpoint.Authority == endpoint.Authority) ?? new(endpoint))];
        _problem = null;
        Announce();
    }

    /// <summary>The registry cannot be asked. Endpoints known before stay in use.</summary>
    public void SetProblem(string problem)
    {
        _problem = problem;
        Announce();
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    /// <summary>Every endpoint was found dead: the registry is to be asked again now, not at its next turn.</summary>
    internal void AskAgain() => _wanted.TryWrite(this);

    private void Announce()
    {
        // Order matters: a waiter takes Changed first and then looks at Endpoints, so the endpoints must be in place before this.
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        _known.TrySetResult();
    }
}
