namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>One document of a file that is not empty.</summary>
internal sealed record YamlDocument(YamlNode Root);
