using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>The operators that compare.</summary>
internal static class Comparisons
{
    public static CelValue Equal(CelValue left, CelValue right, ref Frame frame) => Equality.AreEqual(left, right, ref frame);

    public static CelValue NotEqual(CelValue left, CelValue right, ref Frame frame)
    {
        var same = Equality.AreEqual(left, right, ref frame);
        return same.IsError ? same : CelValue.From(!same.IsTrue);
    }

    public static CelValue Less(CelValue left, CelValue right, ref Frame frame) =>
        Order.Compare(left, right) is { } order ? CelValue.From(order < 0) : NoOrder("<", left, right);

    public static CelValue LessOrEqual(CelValue left, CelValue right, ref Frame frame) =>
        Order.Compare(left, right) is { } order ? CelValue.From(order <= 0) : NoOrder("<=", left, right);

    public static CelValue Greater(CelValue left, CelValue right, ref Frame frame) =>
        Order.Compare(left, right) is { } order ? CelValue.From(order > 0) : NoOrder(">", left, right);

    public static CelValue GreaterOrEqual(CelValue left, CelValue right, ref Frame frame) =>
        Order.Compare(left, right) is { } order ? CelValue.From(order >= 0) : NoOrder(">=", left, right);

    // Numbers have an order unless one is NaN; an error then, as in cel-go.
    private static CelValue NoOrder(string name, CelValue left, CelValue right) => Order.IsNumber(left.Kind) && Order.IsNumber(right.Kind)
        ? CelValue.Error($"{name} cannot compare with NaN (not a number), which has no order")
        : CelValue.Error($"no such overload: {name} does not compare {left.Kind.Name()} with {right.Kind.Name()}");
}
