using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary><c>all</c> and <c>exists</c>: <c>&amp;&amp;</c> and <c>||</c> over elements, so one that decides outweighs errors of others.</summary>
internal sealed class QuantifierNode(int column, bool deciding, Node range, int slot, Node condition) : LoopNode(column, range, slot, condition)
{
    protected override CelValue Loop(IEnumerable<CelValue> elements, ref Frame frame)
    {
        var result = CelValue.From(!deciding);
        foreach (var element in elements)
        {
            if (!TryTake(element, ref frame))
            {
                return Frame.Exhausted;
            }

            var answer = Ask(condition, ref frame);
            if (answer.Kind == CelKind.Bool && answer.IsTrue == deciding)
            {
                return answer;
            }

            if (answer.IsError && !result.IsError)
            {
                result = answer;
            }
        }

        return result;
    }
}
