namespace MeshRuntime.Components.Clients.Resp;

/// <summary>The kinds of reply that callers tell apart. RESP3's verbatim strings, doubles and big numbers are texts, its sets are arrays.</summary>
internal enum RespKind : byte
{
    Null,
    Text,
    Error,
    Integer,
    Boolean,
    Array,

    /// <summary>Keys and values by turns.</summary>
    Map,

    /// <summary>What the server says without being asked; never the answer to a command.</summary>
    Push,
}
