namespace MeshRuntime.Client;

/// <summary>An event of a topic, with its data as a value.</summary>
/// <typeparam name="T">The type of the data.</typeparam>
/// <param name="Data">The data; null when they are the JSON <c>null</c>.</param>
/// <param name="Event">The event: its id, type, attributes and bytes.</param>
public sealed record MeshEvent<T>(T? Data, MeshEvent Event)
{
    /// <summary>The CloudEvent's id. An event that comes again has the same one.</summary>
    public string Id => Event.Id;
}
