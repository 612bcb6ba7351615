using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>Asks for a field: <c>has(operand.field)</c>. Only the last step may be missing; one before it is an error.</summary>
internal sealed class PresenceNode : Node
{
    private readonly SelectNode _field;

    public PresenceNode(int column, SelectNode field) : base(column)
    {
        _field = field;
        Depth = DepthOver(field);
    }

    public override CelValue Evaluate(ref Frame frame)
    {
        var value = _field.Operand.Evaluate(ref frame);
        if (value.Kind != CelKind.Map)
        {
            return value.IsError ? value : Fail($"a value of type {value.Kind.Name()} has no fields to ask for");
        }

        var map = value.AsMap;
        return frame.TrySpend(map.LookupSteps) ? CelValue.From(map.TryGet(_field.Field, out _)) : Frame.Exhausted;
    }
}
