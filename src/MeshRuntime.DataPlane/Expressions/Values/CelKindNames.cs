using System.Collections.Frozen;

namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>The names that expressions use for types.</summary>
internal static class CelKindNames
{
    private static readonly FrozenDictionary<string, CelKind> Kinds =
        Enum.GetValues<CelKind>().Where(kind => kind != CelKind.Error).ToFrozenDictionary(Name);

    /// <summary>The type's name in the language.</summary>
    public static string Name(this CelKind kind) => kind switch
    {
        CelKind.Null => "null_type",
        CelKind.Bool => "bool",
        CelKind.Int => "int",
        CelKind.Uint => "uint",
        CelKind.Double => "double",
        CelKind.String => "string",
        CelKind.Bytes => "bytes",
        CelKind.List => "list",
        CelKind.Map => "map",
        CelKind.Timestamp => "google.protobuf.Timestamp",
        CelKind.Duration => "google.protobuf.Duration",
        CelKind.Type => "type",
        _ => "error",
    };

    /// <summary>The type that a name stands for.</summary>
    public static bool TryFind(string name, out CelKind kind) => Kinds.TryGetValue(name, out kind);
}
