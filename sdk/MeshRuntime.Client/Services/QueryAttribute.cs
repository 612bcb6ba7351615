namespace MeshRuntime.Client;

/// <summary>
/// A parameter that travels in the query. Null leaves it out; a list repeats it. Parameters of simple types that are not in the route travel so without the
/// attribute; it is there to give another name.
/// </summary>
/// <param name="name">The name in the query. Default: the parameter's name.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueryAttribute(string name = "") : Attribute
{
    /// <summary>The name in the query; empty for the parameter's own.</summary>
    public string Name { get; } = name;
}
