using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Which secrets of one store the app may read over the API.</summary>
internal sealed record SecretScope(
    string StoreName, bool AllowsByDefault, IReadOnlyList<string> Allowed, IReadOnlyList<string> Denied, Place Place, string Path);
