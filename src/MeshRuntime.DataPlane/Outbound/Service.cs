using System.Diagnostics;
using System.Threading.Channels;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Balancing;
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
    private readonly Lock _writing = new();
    private CallLayer? _first;
    private volatile EndpointGroup _group = EndpointGroup.Empty;
    private volatile TaskCompletionSource _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _problem;
    private int _isWanted;

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

    // Race: two first calls may both build them. The first ones made are everybody's, since they hold breakers and a budget.
    internal CallLayer Layers => _first ?? Interlocked.CompareExchange(ref _first, _layers(this), null) ?? _first;

    /// <summary>Knows when an endpoint joined; null when none starts slowly.</summary>
    internal TimeProvider? Time { get; init; }

    internal EndpointGroup Group => _group;

    internal EndpointState[] Endpoints => _group.Members;

    /// <summary>Why there are no endpoints, when the registry could not be asked.</summary>
    internal string? Problem => _problem;

    /// <summary>Completes with the first answer of the registry, an empty one included.</summary>
    internal Task Known => _known.Task;

    /// <summary>Completes when there is an endpoint, or a reason why there can be none; a later empty answer begins a new wait.</summary>
    internal Task Found => _found.Task;

    /// <summary>Replaces the endpoints; those that stay keep their state and take over a new weight and new labels. One of the four calls of the control plane.</summary>
    public void SetEndpoints(EndpointSet set)
    {
        ArgumentNullException.ThrowIfNull(set);

        // Race: the watch of the registry against a question asked in between. One after the other, so that no state of an endpoint is lost.
        lock (_writing)
        {
            var old = Endpoints;
            _group = new EndpointGroup([.. set.Endpoints.Select(endpoint => Stays(old, endpoint) ?? New(endpoint, old.Length > 0))]);
            _problem = null;
            Announce_Locked();
        }
    }

    /// <summary>The registry cannot be asked. Endpoints known before stay in use.</summary>
    public void SetProblem(string problem)
    {
        lock (_writing)
        {
            _problem = problem;
            Announce_Locked();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    /// <summary>
    /// Every endpoint was found dead, or there is none: the registry is to be asked now, not at its next turn. However many calls find that, the
    /// channel holds a service once, so that there is always room for a new one. False when nobody asks any more.
    /// </summary>
    internal bool AskAgain() => Interlocked.Exchange(ref _isWanted, 1) != 0 || _wanted.TryWrite(this);

    /// <summary>It was taken from the channel, and may be put there again.</summary>
    internal void Taken() => Volatile.Write(ref _isWanted, 0);

    private static EndpointState? Stays(EndpointState[] old, Endpoint endpoint)
    {
        var state = Array.Find(old, state => state.Endpoint.Authority == endpoint.Authority);
        state?.Update(endpoint);
        return state;
    }

    private EndpointState New(Endpoint endpoint, bool joinsOthers)
    {
        var state = new EndpointState(endpoint);
        if (joinsOthers && Time is not null)
        {
            state.IsNew(Time);
        }

        return state;
    }

    private void Announce_Locked()
    {
        Debug.Assert(_writing.IsHeldByCurrentThread);
        if (Endpoints.Length > 0 || _problem is not null)
        {
            _found.TrySetResult();
        }
        else if (_found.Task.IsCompleted)
        {
            _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _known.TrySetResult();
    }
}
