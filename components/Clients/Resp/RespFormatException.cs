namespace MeshRuntime.Components.Clients.Resp;

/// <summary>The bytes are not RESP, or more than the limits allow.</summary>
internal sealed class RespFormatException(string message) : Exception(message);
