using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>A name that the caller gives a value; when it gives none, the name of a type.</summary>
internal sealed class VariableNode(int column, string name) : Node(column)
{
    private readonly CelValue? _type = CelKindNames.TryFind(name, out var kind) ? CelValue.TypeOf(kind) : null;

    public string Name => name;

    public override CelValue Evaluate(ref Frame frame) =>
        frame.Variables.TryGet(name, out var value) ? value.IsError ? value.At(Column) : value
        : _type ?? Fail($"there is no variable {name} here");
}
