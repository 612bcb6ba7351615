using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.DataPlane.Messaging.Events;

/// <summary>What an event says of where it comes from, when its publisher says nothing.</summary>
/// <param name="AppId">The publishing app.</param>
/// <param name="PubSub">The broker's component.</param>
/// <param name="Topic">Without prefix.</param>
/// <param name="Trace">The publish's place in its trace.</param>
/// <param name="Now">When it is published, in local time.</param>
/// <param name="Expires">When it is worth nothing any more; null for never, or when the broker sees to it.</param>
internal sealed record EventSource(string AppId, string PubSub, string Topic, TraceContext Trace, DateTimeOffset Now, DateTimeOffset? Expires);
