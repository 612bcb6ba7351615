using MeshRuntime.DataPlane.Expressions.Evaluation;

namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>What <c>==</c> means: values of different types differ, except that numbers are compared by value.</summary>
internal static class Equality
{
    /// <summary>Compares two values; lists and maps by what they hold, which costs steps. An error when an element cannot be read.</summary>
    public static CelValue AreEqual(CelValue left, CelValue right, ref Frame frame)
    {
        if (left.IsError || right.IsError)
        {
            return left.IsError ? left : right;
        }

        if (left.Kind != right.Kind || left.Kind is not (CelKind.List or CelKind.Map))
        {
            return CelValue.From(AreSame(left, right));
        }

        var same = !frame.TryEnter() ? CelValue.Error($"what is compared nests deeper than {ExpressionLimits.MaxValueDepth} levels; compare a part of it")
            : left.Kind == CelKind.List ? AreEqual(left.AsList, right.AsList, ref frame)
            : AreEqual(left.AsMap, right.AsMap, ref frame);
        frame.Leave();
        return same;
    }

    /// <summary>Compares two values that are neither lists nor maps.</summary>
    public static bool AreSame(CelValue left, CelValue right)
    {
        if (left.Kind != right.Kind)
        {
            return Order.IsNumber(left.Kind) && Order.IsNumber(right.Kind) && Order.TryCompareNumbers(left, right, out var order) && order == 0;
        }

        return left.Kind switch
        {
            CelKind.Null => true,
            CelKind.Bool => left.IsTrue == right.IsTrue,
            CelKind.Int => left.AsInt == right.AsInt,
            CelKind.Uint => left.AsUint == right.AsUint,
            CelKind.Double => left.AsDouble == right.AsDouble,
            CelKind.String => left.AsString == right.AsString,
            CelKind.Bytes => left.AsBytes.Span.SequenceEqual(right.AsBytes.Span),
            CelKind.Timestamp => left.AsTimestamp == right.AsTimestamp,
            CelKind.Duration => left.AsDuration == right.AsDuration,
            CelKind.Type => left.AsType == right.AsType,
            _ => false,
        };
    }

    private static CelValue AreEqual(CelList left, CelList right, ref Frame frame)
    {
        if (left.Count != right.Count)
        {
            return CelValue.From(false);
        }

        using var others = right.Elements.GetEnumerator();
        foreach (var element in left.Elements)
        {
            others.MoveNext();
            if (!frame.TrySpend(1))
            {
                return Frame.Exhausted;
            }

            var same = AreEqual(element, others.Current, ref frame);
            if (!same.IsTrue)
            {
                return same;
            }
        }

        return CelValue.From(true);
    }

    private static CelValue AreEqual(CelMap left, CelMap right, ref Frame frame)
    {
        if (left.Count != right.Count)
        {
            return CelValue.From(false);
        }

        foreach (var key in left.Keys)
        {
            if (!frame.TrySpend(left.LookupSteps + right.LookupSteps))
            {
                return Frame.Exhausted;
            }

            if (key.IsError)
            {
                return key;
            }

            if (!right.TryGet(key, out var other))
            {
                return CelValue.From(false);
            }

            left.TryGet(key, out var own);
            var same = AreEqual(own, other, ref frame);
            if (!same.IsTrue)
            {
                return same;
            }
        }

        return CelValue.From(true);
    }
}
