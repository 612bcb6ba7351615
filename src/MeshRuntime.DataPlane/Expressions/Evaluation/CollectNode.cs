using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary><c>map</c> and <c>filter</c>: a list of what the elements become, of those that meet the condition.</summary>
/// <param name="column">Where it stands.</param>
/// <param name="range">What is gone through.</param>
/// <param name="slot">Where the variable is kept.</param>
/// <param name="condition">Which elements; a literal true for all.</param>
/// <param name="element">What each becomes.</param>
internal sealed class CollectNode(int column, Node range, int slot, Node condition, Node element) : LoopNode(column, range, slot, condition, element)
{
    protected override CelValue Loop(IEnumerable<CelValue> elements, ref Frame frame)
    {
        var collected = new List<CelValue>();
        foreach (var one in elements)
        {
            if (!TryTake(one, ref frame))
            {
                return Frame.Exhausted;
            }

            var answer = Ask(condition, ref frame);
            if (answer.IsError)
            {
                return answer;
            }

            if (answer.IsFalse)
            {
                continue;
            }

            var value = element.Evaluate(ref frame);
            if (value.IsError)
            {
                return value;
            }

            collected.Add(value);
        }

        return CelValue.From(new ArrayList([.. collected]));
    }
}
