namespace MeshRuntime.Client.Generator.Model;

/// <summary>Describes what a method returns.</summary>
/// <param name="Json">The name of the value's type information; null for an empty answer.</param>
/// <param name="IsNullable">Null stands for 404.</param>
/// <param name="IsRequired">The value is of a class and must be there.</param>
internal sealed record AnswerModel(AnswerKind Kind, string? Json, bool IsNullable, bool IsRequired, bool IsValueTask);
