namespace MeshRuntime.AspNetCore;

/// <summary>How <c>UseCloudEvents</c> unwraps events.</summary>
public sealed class CloudEventsOptions
{
    /// <summary>
    /// Whether the event's attributes stay to be had as headers, named as Dapr's SDK names them: <c>Cloudevent.id</c>, <c>Cloudevent.type</c> and so on. Default: false.
    /// </summary>
    public bool AttributesAsHeaders { get; set; }
}
