namespace MeshRuntime.Components.Clients.Resp;

/// <summary>How large one reply may be. A server that goes beyond is broken or not what it says it is; the connection ends.</summary>
/// <param name="MaxBytes">All bytes of a reply. The default is what Redis allows for one value, 512 MiB.</param>
/// <param name="MaxItems">All its parts.</param>
/// <param name="MaxDepth">How deep its parts are nested; Redis' own commands stay below 8.</param>
/// <param name="MaxLineBytes">A line: what is neither a counted text nor an aggregate.</param>
internal sealed record RespLimits(int MaxBytes = 512 << 20, int MaxItems = 1 << 20, int MaxDepth = 16, int MaxLineBytes = 64 << 10);
