using System.Runtime.CompilerServices;
using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.DataPlane.Balancing;

/// <summary>Remembers the endpoints that an attempt could not connect to. By value: a call that connects at once pays nothing for it.</summary>
[InlineArray(Most)]
internal struct Tried
{
    /// <summary>Endpoints that one attempt goes to: the chosen one and three further ones. More would only make a dead target's callers wait.</summary>
    public const int Most = 4;

    private EndpointState? _first;

    /// <summary>Adds one; false when it was the last that may be tried.</summary>
    public bool Add(EndpointState endpoint)
    {
        for (var i = 0; i < Most; i++)
        {
            if (this[i] is null)
            {
                this[i] = endpoint;
                return i < Most - 1;
            }
        }

        return false;
    }

    /// <summary>True when it was tried.</summary>
    public readonly bool Contains(EndpointState endpoint)
    {
        for (var i = 0; i < Most && this[i] is { } one; i++)
        {
            if (ReferenceEquals(one, endpoint))
            {
                return true;
            }
        }

        return false;
    }
}
