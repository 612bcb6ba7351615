using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>Takes a field: <c>operand.field</c>, the same as <c>operand["field"]</c>.</summary>
internal sealed class SelectNode : Node
{
    public SelectNode(int column, Node operand, string field) : base(column)
    {
        Operand = operand;
        Field = field;
        Depth = DepthOver(operand);
    }

    public Node Operand { get; }

    public string Field { get; }

    public override CelValue Evaluate(ref Frame frame)
    {
        var value = Operand.Evaluate(ref frame);
        if (value.Kind != CelKind.Map)
        {
            return value.IsError ? value : Fail($"a value of type {value.Kind.Name()} has no field {Field}");
        }

        var map = value.AsMap;
        if (!frame.TrySpend(map.LookupSteps))
        {
            return Frame.Exhausted;
        }

        return map.TryGet(Field, out var found) ? found.IsError ? found.At(Column) : found
            : Fail($"no such key: {Field}; where it may be missing, ask has(...) first");
    }
}
