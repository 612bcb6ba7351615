namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>What names a policy's place in metrics.</summary>
/// <param name="Resource">The Resiliency resource; empty when no resource asked for it.</param>
/// <param name="Namespace">Our namespace.</param>
/// <param name="Direction"><c>inbound</c> or <c>outbound</c>.</param>
/// <param name="Target">Such as <c>app_orders</c> or <c>Pubsub_bus</c>.</param>
public readonly record struct PolicyLabels(string Resource, string Namespace, string Direction, string Target)
{
    /// <summary>To the app.</summary>
    public const string Inbound = "inbound";

    /// <summary>From the app.</summary>
    public const string Outbound = "outbound";
}
