namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>A map as expressions see it. Reading must not throw: an entry that cannot be read is an error value.</summary>
public abstract class CelMap
{
    /// <summary>How many entries there are.</summary>
    public abstract int Count { get; }

    /// <summary>How many entries are looked at to find one: 1 for a table, more for what is searched from end to end.</summary>
    public virtual int LookupSteps => 1;

    /// <summary>All keys.</summary>
    public abstract IEnumerable<CelValue> Keys { get; }

    /// <summary>Finds the entry of a key that is a string: what field selection does.</summary>
    public abstract bool TryGet(string key, out CelValue value);

    /// <summary>Finds the entry of any key. Numbers are compared by value, so 1, 1u and 1.0 are one key; a map with string keys only has nothing else.</summary>
    public virtual bool TryGet(CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelKind.String && TryGet(key.AsString, out value);
    }
}
