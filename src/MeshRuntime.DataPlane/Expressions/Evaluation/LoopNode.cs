using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>A macro that looks at each element of a list, or each key of a map: puts it into its variable, then lets the macro judge.</summary>
internal abstract class LoopNode : Node
{
    private readonly Node _range;
    private readonly int _slot;

    protected LoopNode(int column, Node range, int slot, params ReadOnlySpan<Node> bodies) : base(column)
    {
        _range = range;
        _slot = slot;
        Depth = Math.Max(DepthOver(bodies), DepthOver(range));
    }

    public sealed override CelValue Evaluate(ref Frame frame)
    {
        var range = _range.Evaluate(ref frame);
        return range.Kind switch
        {
            CelKind.List => Loop(range.AsList.Elements, ref frame),
            CelKind.Map => Loop(range.AsMap.Keys, ref frame),
            CelKind.Error => range,
            _ => Fail($"only a list or a map can be gone through, not a value of type {range.Kind.Name()}"),
        };
    }

    /// <summary>Goes through the elements; calls <see cref="TryTake"/> for each.</summary>
    protected abstract CelValue Loop(IEnumerable<CelValue> elements, ref Frame frame);

    /// <summary>Makes an element the variable's value; false when the loop must end because the evaluation costs too much.</summary>
    protected bool TryTake(CelValue element, ref Frame frame)
    {
        frame.Slot(_slot) = element.IsError ? element.At(Column) : element;
        return frame.TrySpend(1);
    }

    /// <summary>Evaluates a condition; what is neither true nor false comes out as an error.</summary>
    protected CelValue Ask(Node condition, ref Frame frame)
    {
        var answer = condition.Evaluate(ref frame);
        return answer.Kind is CelKind.Bool or CelKind.Error ? answer
            : Fail($"the condition's value is of type {answer.Kind.Name()}; it must be true or false");
    }
}
