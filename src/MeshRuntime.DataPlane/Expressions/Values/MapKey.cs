namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>A key of a map. Whole numbers are one key whatever their type: what is equal must be found.</summary>
internal readonly struct MapKey : IEquatable<MapKey>
{
    private MapKey(CelValue value) => Value = value;

    /// <summary>The key as it was written.</summary>
    public CelValue Value { get; }

    /// <summary>Makes a key to be found by; false for what no map can have as a key. A double is one when it is whole.</summary>
    public static bool TryMake(CelValue value, out MapKey key)
    {
        key = new MapKey(value);
        return value.Kind is CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.String
            || (value.Kind == CelKind.Double && double.IsInteger(value.AsDouble));
    }

    public bool Equals(MapKey other) => Equality.AreSame(Value, other.Value);

    public override bool Equals(object? obj) => obj is MapKey other && Equals(other);

    // Numbers that are equal are equal as doubles too, so that hash serves all three types.
    public override int GetHashCode() => Value.Kind switch
    {
        CelKind.String => Value.AsString.GetHashCode(StringComparison.Ordinal),
        CelKind.Int => ((double)Value.AsInt).GetHashCode(),
        CelKind.Uint => ((double)Value.AsUint).GetHashCode(),
        CelKind.Double => Value.AsDouble.GetHashCode(),
        _ => Value.IsTrue ? 1 : 0,
    };
}
