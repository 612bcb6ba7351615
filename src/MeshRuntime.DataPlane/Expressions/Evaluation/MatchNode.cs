using System.Text.RegularExpressions;
using MeshRuntime.DataPlane.Expressions.Functions;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary><c>text.matches("pattern")</c> with a pattern that stands in the expression and was compiled with it.</summary>
internal sealed class MatchNode : Node
{
    private readonly Node _text;
    private readonly Regex _pattern;

    public MatchNode(int column, Node text, Regex pattern) : base(column)
    {
        _text = text;
        _pattern = pattern;
        Depth = DepthOver(text);
    }

    public override CelValue Evaluate(ref Frame frame)
    {
        var text = _text.Evaluate(ref frame);
        if (text.IsError)
        {
            return text;
        }

        var value = Patterns.IsMatch(text, _pattern, ref frame);
        return value.IsError ? value.At(Column) : value;
    }
}
