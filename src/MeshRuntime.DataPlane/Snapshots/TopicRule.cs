namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>One way for a topic's messages.</summary>
/// <param name="Match">What the rule asks of an event, as it was written; empty: nothing, every event matches.</param>
/// <param name="Path">The path of the app that takes what matches.</param>
public sealed record TopicRule(string Match, string Path);
