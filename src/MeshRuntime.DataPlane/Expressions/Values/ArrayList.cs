namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>A list that an expression made.</summary>
internal sealed class ArrayList(CelValue[] values) : CelList
{
    public override int Count => values.Length;

    public override CelValue this[int index] => values[index];

    public override IEnumerable<CelValue> Elements => values;
}
