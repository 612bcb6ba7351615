namespace MeshRuntime.Abstractions.NameResolution;

/// <summary>What a sidecar announces of itself.</summary>
/// <param name="Name">The service it is an instance of.</param>
/// <param name="Host">An IP address that peers can reach.</param>
/// <param name="Port">The port for calls between sidecars.</param>
public sealed record ServiceInstance(ServiceName Name, string Host, int Port);
