namespace MeshRuntime.DataPlane.Calls;

/// <summary>Why a path is refused. Whatever two readers could read differently is refused, never repaired.</summary>
public enum PathRefusal
{
    /// <summary>It is not refused.</summary>
    None,

    /// <summary>A <c>%</c> without two hex digits, a raw character that a path cannot have, or bytes that are not UTF-8.</summary>
    Malformed,

    /// <summary>A control character, <c>#</c> or <c>?</c> after decoding: Dapr refuses these as an invalid method.</summary>
    Reserved,

    /// <summary><c>..</c> climbs above the root.</summary>
    AboveRoot,
}
