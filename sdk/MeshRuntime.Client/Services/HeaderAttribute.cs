namespace MeshRuntime.Client;

/// <summary>A parameter that travels as a header. Null leaves it out.</summary>
/// <param name="name">The header's name, such as <c>If-Match</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HeaderAttribute(string name) : Attribute
{
    /// <summary>The header's name.</summary>
    public string Name { get; } = name;
}
