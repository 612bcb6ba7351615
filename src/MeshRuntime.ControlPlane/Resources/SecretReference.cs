using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>A <c>secretKeyRef</c>.</summary>
/// <param name="Name">The secret's name in its store.</param>
/// <param name="Key">The entry of the secret; the secret's own name unless written.</param>
/// <param name="Place">Where the reference stands.</param>
internal sealed record SecretReference(string Name, string Key, Place Place);
