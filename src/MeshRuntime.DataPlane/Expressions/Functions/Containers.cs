using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>What can be asked of lists and maps: <c>[]</c>, <c>in</c> and <c>size</c>.</summary>
internal static class Containers
{
    // JSON arrays with lists or maps in them are searched from their start to find an element.
    private const int ElementsPerStep = 16;

    public static CelValue Index(CelValue container, CelValue key, ref Frame frame) => container.Kind switch
    {
        CelKind.List => ElementAt(container.AsList, key, ref frame),
        CelKind.Map when !frame.TrySpend(container.AsMap.LookupSteps) => Frame.Exhausted,
        CelKind.Map => container.AsMap.TryGet(key, out var found) ? found : CelValue.Error("no such key; where it may be missing, ask with \"in\" first"),
        _ => Mismatch.Of("[...]", container, key),
    };

    public static CelValue IsIn(CelValue element, CelValue container, ref Frame frame)
    {
        switch (container.Kind)
        {
            case CelKind.Map:
                return frame.TrySpend(container.AsMap.LookupSteps) ? CelValue.From(container.AsMap.TryGet(element, out _)) : Frame.Exhausted;
            case CelKind.List:
                foreach (var one in container.AsList.Elements)
                {
                    if (!frame.TrySpend(1))
                    {
                        return Frame.Exhausted;
                    }

                    var same = Equality.AreEqual(element, one, ref frame);
                    if (same.IsError || same.IsTrue)
                    {
                        return same;
                    }
                }

                return CelValue.From(false);
            default:
                return Mismatch.Of("in", element, container);
        }
    }

    public static CelValue Size(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.String => frame.TrySpendText(value.AsString.Length) ? CelValue.From((long)CodePoints(value.AsString)) : Frame.Exhausted,
        CelKind.Bytes => CelValue.From((long)value.AsBytes.Length),
        CelKind.List => CelValue.From((long)value.AsList.Count),
        CelKind.Map => CelValue.From((long)value.AsMap.Count),
        _ => Mismatch.Of("size", value),
    };

    // A number that is whole will do, whatever its type: indexes that come from JSON are doubles.
    private static CelValue ElementAt(CelList list, CelValue key, ref Frame frame)
    {
        var isNumber = Order.IsNumber(key.Kind);
        if (!isNumber || (key.Kind == CelKind.Double && !double.IsInteger(key.AsDouble)))
        {
            return isNumber ? CelValue.Error("an index is a whole number") : Mismatch.Of("[...]", CelValue.From(list), key);
        }

        Order.TryCompareNumbers(key, CelValue.From(0L), out var toFirst);
        Order.TryCompareNumbers(key, CelValue.From((long)list.Count), out var toEnd);
        if (toFirst < 0 || toEnd >= 0)
        {
            return CelValue.Error($"index out of bounds: the list has {list.Count} elements, the first at 0");
        }

        var index = key.Kind switch { CelKind.Int => (int)key.AsInt, CelKind.Uint => (int)key.AsUint, _ => (int)key.AsDouble };
        return frame.TrySpend(index / ElementsPerStep) ? list[index] : Frame.Exhausted;
    }

    private static int CodePoints(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            count -= char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return count;
    }
}
