namespace MeshRuntime.Client;

/// <summary>
/// The parameter that travels as the body, as JSON. A parameter of a type that is not simple is the body without the attribute; there can be one.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BodyAttribute : Attribute;
