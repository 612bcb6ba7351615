namespace MeshRuntime.Sidecar.Options;

/// <summary>Declares one environment variable that meshd knows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Help">What it does, in one line.</param>
/// <param name="HasEffect">False while it is known for Dapr's sake and changes nothing here.</param>
internal sealed record EnvironmentVariable(string Name, string Help, bool HasEffect = true);
