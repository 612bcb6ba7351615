using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary><c>exists_one</c>: looks at every element, so that any error is found.</summary>
internal sealed class ExactlyOneNode(int column, Node range, int slot, Node condition) : LoopNode(column, range, slot, condition)
{
    protected override CelValue Loop(IEnumerable<CelValue> elements, ref Frame frame)
    {
        var found = 0;
        foreach (var element in elements)
        {
            if (!TryTake(element, ref frame))
            {
                return Frame.Exhausted;
            }

            var answer = Ask(condition, ref frame);
            if (answer.IsError)
            {
                return answer;
            }

            found += answer.IsTrue ? 1 : 0;
        }

        return CelValue.From(found == 1);
    }
}
