namespace MeshRuntime.Components.Clients.Nats;

/// <summary>What a server may send.</summary>
internal enum NatsFrameKind
{
    Info,
    Message,
    Ping,
    Pong,
    Ok,
    Error,
}
