namespace MeshRuntime.Client.Generator.Model;

/// <summary>Describes a value that travels as text, or a list of such.</summary>
/// <param name="Type">The value's own type in full: without the mark of nullability, of one element for a list.</param>
internal sealed record ValueModel(ValueKind Kind, string Type, bool IsReference, ListKind List);
