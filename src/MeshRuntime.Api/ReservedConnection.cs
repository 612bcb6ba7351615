namespace MeshRuntime.Api;

/// <summary>Marks a connection beyond those that there is room for: a feature of each of its requests. It serves health, and nothing else.</summary>
public sealed class ReservedConnection
{
    /// <summary>The mark.</summary>
    public static ReservedConnection Mark { get; } = new();
}
