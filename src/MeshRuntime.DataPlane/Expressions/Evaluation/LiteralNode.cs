using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>A value that stands in the text.</summary>
internal sealed class LiteralNode(int column, CelValue value) : Node(column)
{
    public CelValue Value => value;

    public override CelValue Evaluate(ref Frame frame) => value;
}
