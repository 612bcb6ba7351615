namespace MeshRuntime.DataPlane.Expressions;

/// <summary>Why a text is not an expression, and what to write instead.</summary>
/// <param name="Line">Where, from 1.</param>
/// <param name="Column">Where in the line, in characters from 1.</param>
/// <param name="Message">What is wrong there, and the cure.</param>
public sealed record ExpressionError(int Line, int Column, string Message)
{
    /// <summary>All three in a line.</summary>
    public override string ToString() => Line == 1 ? $"column {Column}: {Message}" : $"line {Line}, column {Column}: {Message}";
}
