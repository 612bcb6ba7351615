using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>Says that an operator or function does not take what it was given. Speaks of types only: values belong to somebody's message.</summary>
internal static class Mismatch
{
    /// <summary>The error of a function of one value.</summary>
    public static CelValue Of(string function, CelValue operand) =>
        CelValue.Error($"no such overload: {function} does not take a value of type {operand.Kind.Name()}");

    /// <summary>The error of a function of two values, with the cure when they are numbers of different types.</summary>
    public static CelValue Of(string function, CelValue left, CelValue right)
    {
        var cure = left.Kind != right.Kind && Order.IsNumber(left.Kind) && Order.IsNumber(right.Kind)
            ? "; make them one type with int(...), uint(...) or double(...) (numbers of JSON are double)" : "";
        return CelValue.Error($"no such overload: {function} does not take {left.Kind.Name()} and {right.Kind.Name()}{cure}");
    }
}
