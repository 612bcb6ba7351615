namespace MeshRuntime.Client.Generator.Model;

/// <summary>Names a type that travels as JSON: the local variable or, after an underscore, the field that holds its type information.</summary>
internal sealed record JsonTypeModel(string Type, string Name);
