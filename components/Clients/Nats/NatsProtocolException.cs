namespace MeshRuntime.Components.Clients.Nats;

/// <summary>What came is not NATS. The connection ends with it, since nobody can tell where the next frame begins.</summary>
internal sealed class NatsProtocolException(string message) : Exception(message);
