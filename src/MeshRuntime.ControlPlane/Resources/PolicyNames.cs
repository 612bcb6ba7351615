namespace MeshRuntime.ControlPlane.Resources;

/// <summary>The policies that a target names, of Dapr's three kinds; null where it names none.</summary>
internal sealed record PolicyNames
{
    public static PolicyNames None { get; } = new();

    public Written<string>? Timeout { get; init; }

    public Written<string>? Retry { get; init; }

    public Written<string>? Breaker { get; init; }
}
