using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions;

/// <summary>One name and its value, such as the <c>event</c> of a topic's rules.</summary>
public sealed class SingleVariable(string name, CelValue value) : IVariables
{
    /// <inheritdoc/>
    public bool TryGet(string asked, out CelValue found)
    {
        found = asked == name ? value : default;
        return asked == name;
    }
}
