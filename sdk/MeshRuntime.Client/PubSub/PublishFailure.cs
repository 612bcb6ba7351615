namespace MeshRuntime.Client;

/// <summary>One of many events that the broker has not taken.</summary>
/// <param name="Index">Its place among those that were to be published, from 0.</param>
/// <param name="Error">Why, in the sidecar's words.</param>
public sealed record PublishFailure(int Index, string Error);
