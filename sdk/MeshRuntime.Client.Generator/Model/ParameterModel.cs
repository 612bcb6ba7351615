namespace MeshRuntime.Client.Generator.Model;

/// <summary>Describes a parameter of a method.</summary>
/// <param name="Name">An identifier that can be written.</param>
/// <param name="WireName">Its name in the route, query or headers.</param>
/// <param name="Type">In full, with the mark of nullability.</param>
/// <param name="ShortType">For a message.</param>
/// <param name="Default">Its default value as C#; null: none.</param>
/// <param name="Value">How its text is read; null for a body or token.</param>
/// <param name="Json">The name of its type information, for a body.</param>
internal sealed record ParameterModel(
    string Name,
    string WireName,
    string Type,
    string ShortType,
    ParameterPlace Place,
    bool IsNullable,
    string? Default,
    ValueModel? Value,
    string? Json,
    bool IsReference);
