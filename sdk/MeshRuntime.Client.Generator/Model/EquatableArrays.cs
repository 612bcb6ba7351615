namespace MeshRuntime.Client.Generator.Model;

/// <summary>Ends a query as an array that compares by its elements.</summary>
internal static class EquatableArrays
{
    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items)
        where T : IEquatable<T> =>
        new([.. items]);
}
