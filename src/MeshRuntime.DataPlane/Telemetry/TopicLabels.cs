namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>What names a topic in metrics.</summary>
/// <param name="Component">The broker's component.</param>
/// <param name="Namespace">Our namespace.</param>
/// <param name="Topic">Without prefix.</param>
public readonly record struct TopicLabels(string Component, string Namespace, string Topic);
