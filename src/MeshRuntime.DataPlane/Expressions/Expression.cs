using System.Diagnostics.CodeAnalysis;
using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Parsing;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions;

/// <summary>
/// A compiled expression of the Common Expression Language: the standard operators, macros and functions over JSON-like values; no messages of protocol
/// buffers, no extensions, no type checker (types meet at evaluation, as they do for cel-go's <c>dyn</c>). Immutable; any number of threads may evaluate it at once.
/// </summary>
public sealed class Expression
{
    private readonly Node _root;
    private readonly int _slots;

    private Expression(string text, Node root, int slots)
    {
        Text = text;
        _root = root;
        _slots = slots;
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>Compiles a text. Names are not checked: what is not there at evaluation is an error then (Dapr).</summary>
    public static bool TryCompile(string text, [NotNullWhen(true)] out Expression? expression, [NotNullWhen(false)] out ExpressionError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new Parser(text);
        var root = parser.Parse();
        error = parser.Error;
        expression = error is null ? new Expression(text, root, parser.SlotCount) : null;
        return expression is not null;
    }

    /// <summary>Evaluates to a value, or to the value that is an error; never throws.</summary>
    public CelValue Evaluate(IVariables variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var frame = new Frame(variables, _slots);
        var value = _root.Evaluate(ref frame);
        return frame.IsExhausted ? Frame.Exhausted : value;
    }

    /// <summary>Asks a question: an expression whose value is neither true nor false has failed.</summary>
    /// <returns>False when there is no answer; <paramref name="error"/> says why.</returns>
    public bool TryTest(IVariables variables, out bool holds, [NotNullWhen(false)] out string? error)
    {
        var value = Evaluate(variables);
        holds = value.IsTrue;
        error = value.Kind switch
        {
            CelKind.Bool => null,
            CelKind.Error => value.ErrorText,
            _ => $"the value is of type {value.Kind.Name()}; a condition is true or false, so compare it with something",
        };
        return error is null;
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
