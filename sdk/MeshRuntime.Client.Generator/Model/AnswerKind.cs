namespace MeshRuntime.Client.Generator.Model;

/// <summary>Says what a method returns.</summary>
internal enum AnswerKind
{
    Empty,
    Value,
    Result,
    Stream,
}
