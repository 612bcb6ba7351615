namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>
/// The messages that a subscription has taken and not settled. While one is in here it is not claimed again by its own sidecar, and it is kept from
/// the others. It waits for a handler, then has one; when the handler is too late it is held no longer for the others, only for us.
/// </summary>
internal sealed class HeldMessages
{
    private readonly Dictionary<string, Stage> _stages = new(StringComparer.Ordinal);

    private enum Stage
    {
        Waiting,
        Handled,
        Late,
    }

    /// <summary>False when it is held already.</summary>
    public bool TryAdd(string id)
    {
        lock (_stages)
        {
            return _stages.TryAdd(id, Stage.Waiting);
        }
    }

    public bool Contains(string id)
    {
        lock (_stages)
        {
            return _stages.ContainsKey(id);
        }
    }

    /// <summary>Gives a waiting message to a handler; false when it was given back meanwhile.</summary>
    public bool TryBegin(string id)
    {
        lock (_stages)
        {
            if (!_stages.TryGetValue(id, out var stage) || stage != Stage.Waiting)
            {
                return false;
            }

            _stages[id] = Stage.Handled;
            return true;
        }
    }

    /// <summary>Its handler took longer than it may: from now on another sidecar may claim it.</summary>
    public void IsLate(string id)
    {
        lock (_stages)
        {
            if (_stages.ContainsKey(id))
            {
                _stages[id] = Stage.Late;
            }
        }
    }

    public void Remove(string id)
    {
        lock (_stages)
        {
            _stages.Remove(id);
        }
    }

    /// <summary>Those to keep from the others.</summary>
    public List<string> Live()
    {
        lock (_stages)
        {
            return [.. _stages.Where(entry => entry.Value != Stage.Late).Select(entry => entry.Key)];
        }
    }

    /// <summary>Removes and returns those that no handler has seen. Whichever of this and <see cref="TryBegin"/> comes first has the message.</summary>
    public List<string> TakeWaiting()
    {
        lock (_stages)
        {
            List<string> waiting = [.. _stages.Where(entry => entry.Value == Stage.Waiting).Select(entry => entry.Key)];
            waiting.ForEach(id => _stages.Remove(id));
            return waiting;
        }
    }
}
