namespace MeshRuntime.ControlPlane.Resources;

/// <summary>One entry of <c>spec.components.deny</c>.</summary>
/// <param name="Type">Compared without case, as Dapr looks types up.</param>
/// <param name="Version">Null denies every version.</param>
internal sealed record DeniedComponent(string Type, string? Version)
{
    public bool Covers(ComponentResource component) =>
        string.Equals(Type, component.Type, StringComparison.OrdinalIgnoreCase)
        && (Version is null || string.Equals(Version, component.ShownVersion, StringComparison.OrdinalIgnoreCase));
}
