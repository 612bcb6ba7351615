using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>Applies an operator or function to two values.</summary>
internal sealed class BinaryNode : Node
{
    private readonly BinaryOperation _operation;
    private readonly Node _left;
    private readonly Node _right;

    public BinaryNode(int column, BinaryOperation operation, Node left, Node right) : base(column)
    {
        _operation = operation;
        _left = left;
        _right = right;
        Depth = DepthOver(left, right);
    }

    public override CelValue Evaluate(ref Frame frame)
    {
        var left = _left.Evaluate(ref frame);
        if (left.IsError)
        {
            return left;
        }

        var right = _right.Evaluate(ref frame);
        if (right.IsError)
        {
            return right;
        }

        var value = frame.TrySpend(1) ? _operation(left, right, ref frame) : Frame.Exhausted;
        return value.IsError ? value.At(Column) : value;
    }
}
