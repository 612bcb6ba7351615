using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>The operators that calculate. Both sides must be of one type; whole numbers that leave their range are an error, doubles follow IEEE 754.</summary>
internal static class Arithmetic
{
    public static CelValue Add(CelValue left, CelValue right, ref Frame frame) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => Int((Int128)left.AsInt + right.AsInt),
        (CelKind.Uint, CelKind.Uint) => Uint((Int128)left.AsUint + right.AsUint),
        (CelKind.Double, CelKind.Double) => CelValue.From(left.AsDouble + right.AsDouble),
        (CelKind.String, CelKind.String) => Joining.Texts(left.AsString, right.AsString, ref frame),
        (CelKind.Bytes, CelKind.Bytes) => Joining.Bytes(left.AsBytes, right.AsBytes, ref frame),
        (CelKind.List, CelKind.List) => Joining.Lists(left.AsList, right.AsList, ref frame),
        (CelKind.Timestamp, CelKind.Duration) => TimeArithmetic.Add(left, right.AsDuration),
        (CelKind.Duration, CelKind.Timestamp) => TimeArithmetic.Add(right, left.AsDuration),
        (CelKind.Duration, CelKind.Duration) => TimeArithmetic.Duration((Int128)left.AsDuration + right.AsDuration),
        _ => Mismatch.Of("+", left, right),
    };

    public static CelValue Subtract(CelValue left, CelValue right, ref Frame frame) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => Int((Int128)left.AsInt - right.AsInt),
        (CelKind.Uint, CelKind.Uint) => Uint((Int128)left.AsUint - right.AsUint),
        (CelKind.Double, CelKind.Double) => CelValue.From(left.AsDouble - right.AsDouble),
        (CelKind.Timestamp, CelKind.Duration) => TimeArithmetic.Add(left, -(Int128)right.AsDuration),
        (CelKind.Timestamp, CelKind.Timestamp) => TimeArithmetic.Between(right, left),
        (CelKind.Duration, CelKind.Duration) => TimeArithmetic.Duration((Int128)left.AsDuration - right.AsDuration),
        _ => Mismatch.Of("-", left, right),
    };

    public static CelValue Multiply(CelValue left, CelValue right, ref Frame frame) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => Int((Int128)left.AsInt * right.AsInt),
        (CelKind.Uint, CelKind.Uint) => Math.BigMul(left.AsUint, right.AsUint, out var low) == 0 ? CelValue.From(low) : Overflow(CelKind.Uint),
        (CelKind.Double, CelKind.Double) => CelValue.From(left.AsDouble * right.AsDouble),
        _ => Mismatch.Of("*", left, right),
    };

    public static CelValue Divide(CelValue left, CelValue right, ref Frame frame) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => right.AsInt == 0 ? ByZero() : Int((Int128)left.AsInt / right.AsInt),
        (CelKind.Uint, CelKind.Uint) => right.AsUint == 0 ? ByZero() : CelValue.From(left.AsUint / right.AsUint),
        (CelKind.Double, CelKind.Double) => CelValue.From(left.AsDouble / right.AsDouble),
        _ => Mismatch.Of("/", left, right),
    };

    public static CelValue Modulo(CelValue left, CelValue right, ref Frame frame) => (left.Kind, right.Kind) switch
    {
        // The remainder of the least int by -1 is 0, but its division leaves the range, and cel-go calls both an overflow.
        (CelKind.Int, CelKind.Int) => right.AsInt == 0 ? ByZero()
            : left.AsInt == long.MinValue && right.AsInt == -1 ? Overflow(CelKind.Int) : CelValue.From(left.AsInt % right.AsInt),
        (CelKind.Uint, CelKind.Uint) => right.AsUint == 0 ? ByZero() : CelValue.From(left.AsUint % right.AsUint),
        _ => Mismatch.Of("%", left, right),
    };

    public static CelValue Negate(CelValue operand, ref Frame frame) => operand.Kind switch
    {
        CelKind.Int => Int(-(Int128)operand.AsInt),
        CelKind.Double => CelValue.From(-operand.AsDouble),
        _ => Mismatch.Of("-", operand),
    };

    public static CelValue Not(CelValue operand, ref Frame frame) =>
        operand.Kind == CelKind.Bool ? CelValue.From(!operand.IsTrue) : Mismatch.Of("!", operand);

    private static CelValue Int(Int128 value) =>
        value >= long.MinValue && value <= long.MaxValue ? CelValue.From((long)value) : Overflow(CelKind.Int);

    private static CelValue Uint(Int128 value) => value >= 0 && value <= ulong.MaxValue ? CelValue.From((ulong)value) : Overflow(CelKind.Uint);

    private static CelValue Overflow(CelKind kind) => CelValue.Error($"overflow: the result is out of the range of {kind.Name()}");

    private static CelValue ByZero() => CelValue.Error("division by zero; ask whether the divisor is 0 first");
}
