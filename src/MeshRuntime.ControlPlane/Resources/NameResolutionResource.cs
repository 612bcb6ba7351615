using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>The resolver that a Configuration names.</summary>
internal sealed record NameResolutionResource(string Component, string Version, IReadOnlyList<MetadataEntry> Settings, Place Place, string Fingerprint);
