namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>What <c>&lt;</c> means.</summary>
internal static class Order
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    /// <summary>Compares two values of a type that has an order, or two numbers of any types. Null: these have none.</summary>
    public static int? Compare(CelValue left, CelValue right)
    {
        if (IsNumber(left.Kind) && IsNumber(right.Kind))
        {
            return TryCompareNumbers(left, right, out var order) ? order : null;
        }

        return left.Kind != right.Kind ? null : left.Kind switch
        {
            CelKind.Bool => left.IsTrue.CompareTo(right.IsTrue),
            CelKind.String => CompareText(left.AsString, right.AsString),
            CelKind.Bytes => left.AsBytes.Span.SequenceCompareTo(right.AsBytes.Span),
            CelKind.Timestamp => left.AsTimestamp.CompareTo(right.AsTimestamp),
            CelKind.Duration => left.AsDuration.CompareTo(right.AsDuration),
            _ => null,
        };
    }

    /// <summary>True for int, uint and double.</summary>
    public static bool IsNumber(CelKind kind) => kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    /// <summary>Compares numbers by value, exactly: no whole number is rounded to a double first. False when one is NaN.</summary>
    public static bool TryCompareNumbers(CelValue left, CelValue right, out int order)
    {
        order = (left.Kind, right.Kind) switch
        {
            (CelKind.Int, CelKind.Int) => left.AsInt.CompareTo(right.AsInt),
            (CelKind.Uint, CelKind.Uint) => left.AsUint.CompareTo(right.AsUint),
            (CelKind.Double, CelKind.Double) => left.AsDouble.CompareTo(right.AsDouble),
            (CelKind.Int, CelKind.Uint) => left.AsInt < 0 ? -1 : ((ulong)left.AsInt).CompareTo(right.AsUint),
            (CelKind.Uint, CelKind.Int) => right.AsInt < 0 ? 1 : left.AsUint.CompareTo((ulong)right.AsInt),
            (CelKind.Int, CelKind.Double) => Compare(left.AsInt, right.AsDouble),
            (CelKind.Double, CelKind.Int) => -Compare(right.AsInt, left.AsDouble),
            (CelKind.Uint, CelKind.Double) => Compare(left.AsUint, right.AsDouble),
            _ => -Compare(right.AsUint, left.AsDouble),
        };
        return !IsNaN(left) && !IsNaN(right);
    }

    // The whole part is compared as a whole number; what stands behind the point decides only between equals.
    private static int Compare(long whole, double other)
    {
        if (other >= TwoTo63 || other < -TwoTo63)
        {
            return other > 0 ? -1 : 1;
        }

        var part = Math.Truncate(other);
        var order = whole.CompareTo((long)part);
        return order != 0 ? order : part.CompareTo(other);
    }

    private static int Compare(ulong whole, double other)
    {
        if (other >= TwoTo64 || other < 0)
        {
            return other > 0 ? -1 : 1;
        }

        var part = Math.Truncate(other);
        var order = whole.CompareTo((ulong)part);
        return order != 0 ? order : part.CompareTo(other);
    }

    private static bool IsNaN(CelValue value) => value.Kind == CelKind.Double && double.IsNaN(value.AsDouble);

    // By code point. .NET's ordinal order is that of UTF-16, where a surrogate (of a code point above all others) is below U+E000.
    private static int CompareText(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var (a, b) = (left[same], right[same]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
