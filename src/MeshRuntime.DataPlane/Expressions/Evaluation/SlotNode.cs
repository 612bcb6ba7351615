using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>The variable of a macro.</summary>
internal sealed class SlotNode(int column, int slot) : Node(column)
{
    public override CelValue Evaluate(ref Frame frame) => frame.Slot(slot);
}
