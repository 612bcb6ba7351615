using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>Applies an operator or function to one value.</summary>
internal sealed class UnaryNode : Node
{
    private readonly UnaryOperation _operation;
    private readonly Node _operand;

    public UnaryNode(int column, UnaryOperation operation, Node operand) : base(column)
    {
        _operation = operation;
        _operand = operand;
        Depth = DepthOver(operand);
    }

    public override CelValue Evaluate(ref Frame frame)
    {
        var operand = _operand.Evaluate(ref frame);
        if (operand.IsError)
        {
            return operand;
        }

        var value = frame.TrySpend(1) ? _operation(operand, ref frame) : Frame.Exhausted;
        return value.IsError ? value.At(Column) : value;
    }
}
