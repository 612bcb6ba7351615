namespace MeshRuntime.Client;

/// <summary>A component that a sidecar has loaded.</summary>
public sealed class SidecarComponent
{
    /// <summary>Its name, by which apps use it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its type, such as <c>pubsub.redis</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>Its version, such as <c>v1</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>What it can do beyond its kind, such as <c>MESSAGE_TTL</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];
}
