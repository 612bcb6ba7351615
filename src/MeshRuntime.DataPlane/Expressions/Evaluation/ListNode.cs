using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary><c>[a, b, …]</c>.</summary>
internal sealed class ListNode : Node
{
    private readonly Node[] _elements;

    public ListNode(int column, Node[] elements) : base(column)
    {
        _elements = elements;
        Depth = DepthOver(elements);
    }

    public override CelValue Evaluate(ref Frame frame)
    {
        if (!frame.TrySpend(_elements.Length))
        {
            return Frame.Exhausted;
        }

        var values = new CelValue[_elements.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _elements[i].Evaluate(ref frame);
            if (values[i].IsError)
            {
                return values[i];
            }
        }

        return CelValue.From(new ArrayList(values));
    }
}
