namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>A loaded component as the metadata API shows it.</summary>
/// <param name="Name"><c>metadata.name</c>.</param>
/// <param name="Type"><c>spec.type</c>, such as <c>secretstores.local.file</c>.</param>
/// <param name="Version"><c>spec.version</c>; <c>v1</c> when the YAML named none.</param>
/// <param name="Capabilities">What the component can do beyond its kind's minimum, in Dapr's words; often empty.</param>
public sealed record ComponentPlan(string Name, string Type, string Version, IReadOnlyList<string> Capabilities);
