namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>A YAML sequence.</summary>
internal sealed record YamlList(Place Place, IReadOnlyList<YamlNode> Items) : YamlNode(Place);
