namespace MeshRuntime.Abstractions.Components;

/// <summary>The one exception a component throws for what it expects to go wrong. Anything else is a bug.</summary>
/// <param name="fault">What kind of failure it is.</param>
/// <param name="message">What happened and what to do, for a person; never a secret.</param>
/// <param name="inner">The driver's exception, if any.</param>
public sealed class ComponentException(ComponentFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of failure it is.</summary>
    public ComponentFault Fault { get; } = fault;
}
