namespace MeshRuntime.Client;

/// <summary>One piece of the client's configuration in a container: each <c>AddMeshClient</c> adds one, and all of them count.</summary>
internal sealed record MeshClientSetup(Action<IServiceProvider, MeshClientOptions> Configure);
