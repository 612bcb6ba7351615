namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>A map that an expression made.</summary>
internal sealed class LiteralMap(Dictionary<MapKey, CelValue> entries) : CelMap
{
    public override int Count => entries.Count;

    public override IEnumerable<CelValue> Keys => entries.Keys.Select(key => key.Value);

    public override bool TryGet(string key, out CelValue value) => TryGet(CelValue.From(key), out value);

    public override bool TryGet(CelValue key, out CelValue value)
    {
        value = default;
        return MapKey.TryMake(key, out var made) && entries.TryGetValue(made, out value);
    }
}
