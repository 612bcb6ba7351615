using MeshRuntime.Abstractions.Secrets;

namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>One secret store as requests meet it.</summary>
/// <param name="Name"><c>metadata.name</c> of its component.</param>
/// <param name="Component">The running component.</param>
public sealed record SecretStorePlan(string Name, ISecretStore Component)
{
    /// <summary>Which secrets our app may read.</summary>
    public SecretAccess Access { get; init; } = SecretAccess.Open;
}
