using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>
/// <c>a &amp;&amp; b &amp;&amp; …</c> and <c>a || b || …</c>. One operand that decides (false for and, true for or) decides whatever the others are, errors included. A
/// chain is one node, so that a long list of alternatives is not a deep one.
/// </summary>
internal sealed class LogicNode : Node
{
    private readonly bool _deciding;
    private readonly Node[] _operands;

    public LogicNode(int column, bool deciding, params Node[] operands) : base(column)
    {
        _deciding = deciding;
        _operands = operands;
        Depth = DepthOver(operands);
    }

    public override CelValue Evaluate(ref Frame frame)
    {
        var result = CelValue.From(!_deciding);
        foreach (var operand in _operands)
        {
            var value = operand.Evaluate(ref frame);
            if (value.Kind == CelKind.Bool)
            {
                if (value.IsTrue == _deciding)
                {
                    return value;
                }
            }
            else if (!result.IsError)
            {
                result = value.IsError ? value
                    : Fail($"{(_deciding ? "||" : "&&")} joins conditions, and a value of type {value.Kind.Name()} is none");
            }
        }

        return result;
    }
}
