namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>A list as expressions see it. Reading an element must not throw: one that cannot be read is an error value.</summary>
public abstract class CelList
{
    /// <summary>How many elements there are.</summary>
    public abstract int Count { get; }

    /// <summary>The element at an index from 0 to <see cref="Count"/> - 1.</summary>
    public abstract CelValue this[int index] { get; }

    /// <summary>All elements in their order; faster than by index where the source is JSON.</summary>
    public abstract IEnumerable<CelValue> Elements { get; }
}
