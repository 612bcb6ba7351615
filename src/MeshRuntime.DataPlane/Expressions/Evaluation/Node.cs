using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>A part of a compiled expression. Immutable; evaluation keeps its state in the frame.</summary>
internal abstract class Node(int column)
{
    /// <summary>Where it stands in the expression, from 1: for its operator or name, which is what people look for.</summary>
    public int Column => column;

    /// <summary>How many nodes lie between this one and its deepest leaf, both included: the stack that evaluation takes.</summary>
    public int Depth { get; protected init; } = 1;

    /// <summary>The value of this part, or the error in its place.</summary>
    public abstract CelValue Evaluate(ref Frame frame);

    /// <summary>The error that arose here.</summary>
    protected CelValue Fail(string why) => CelValue.Error(why).At(column);

    protected static int DepthOver(params ReadOnlySpan<Node> parts)
    {
        var deepest = 0;
        foreach (var part in parts)
        {
            deepest = Math.Max(deepest, part.Depth);
        }

        return deepest + 1;
    }
}
