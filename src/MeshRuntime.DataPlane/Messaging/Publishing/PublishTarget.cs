using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>A broker and a topic that a publish named, found to exist.</summary>
/// <param name="Plan">The broker.</param>
/// <param name="Topic">Without prefix.</param>
/// <param name="Metadata">What the publisher gave beside the data; null when gRPC carried none.</param>
/// <param name="IsRaw">Whether the data goes to the broker as it is (<c>rawPayload</c>).</param>
public sealed record PublishTarget(PubSubPlan Plan, string Topic, IReadOnlyDictionary<string, string>? Metadata, bool IsRaw);
