namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>The types of the language, and the error, which no expression can hold or ask for.</summary>
public enum CelKind : byte
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>64 bits with sign.</summary>
    Int,

    /// <summary>64 bits without sign.</summary>
    Uint,

    /// <summary>IEEE 754, 64 bits; every number of JSON.</summary>
    Double,

    /// <summary>Code points.</summary>
    String,

    /// <summary>Octets.</summary>
    Bytes,

    /// <summary>A list.</summary>
    List,

    /// <summary>A map; its keys are of type bool, int, uint or string.</summary>
    Map,

    /// <summary>A point in time, from year 1 to 9999, to the nanosecond.</summary>
    Timestamp,

    /// <summary>A span of time in nanoseconds, up to 292 years.</summary>
    Duration,

    /// <summary>A type as a value, such as <c>int</c>.</summary>
    Type,

    /// <summary>No value: why there is none.</summary>
    Error,
}
