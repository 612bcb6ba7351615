using System.IO.Pipelines;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>A connection that was let in: both directions, and what the server said of itself.</summary>
internal sealed record NatsWire(Stream Stream, PipeReader Reader, NatsParser Parser, NatsInfo Info);
