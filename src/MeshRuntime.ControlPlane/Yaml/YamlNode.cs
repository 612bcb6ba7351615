namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>One node of a YAML document, with its place. Types are decided when a value is read, not before.</summary>
internal abstract record YamlNode(Place Place);
