using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary><c>condition ? first : second</c>; the one that is not taken is not evaluated.</summary>
internal sealed class ChoiceNode : Node
{
    private readonly Node _condition;
    private readonly Node _first;
    private readonly Node _second;

    public ChoiceNode(int column, Node condition, Node first, Node second) : base(column)
    {
        _condition = condition;
        _first = first;
        _second = second;
        Depth = DepthOver(condition, first, second);
    }

    public override CelValue Evaluate(ref Frame frame)
    {
        var condition = _condition.Evaluate(ref frame);
        return condition.Kind switch
        {
            CelKind.Bool => condition.IsTrue ? _first.Evaluate(ref frame) : _second.Evaluate(ref frame),
            CelKind.Error => condition,
            _ => Fail($"? asks a condition, and a value of type {condition.Kind.Name()} is none"),
        };
    }
}
