using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>A Resiliency as written.</summary>
/// <param name="Name">Its name; two documents may have the same.</param>
/// <param name="Rules">What it says.</param>
/// <param name="Scopes">The app ids that load it; empty means all.</param>
/// <param name="Place">Where it begins.</param>
/// <param name="Fingerprint">Equal for equal content.</param>
internal sealed record ResiliencyResource(string Name, ResiliencyRules Rules, IReadOnlyList<string> Scopes, Place Place, string Fingerprint);
