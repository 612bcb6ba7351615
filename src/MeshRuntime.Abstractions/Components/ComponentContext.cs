using Microsoft.Extensions.Logging;

namespace MeshRuntime.Abstractions.Components;

/// <summary>What a component is given when it is made. Everything that it may know of the world outside.</summary>
public sealed record ComponentContext
{
    /// <summary><c>metadata.name</c> of the component resource.</summary>
    public required string Name { get; init; }

    /// <summary><c>spec.metadata</c>: typed reading that collects problems instead of throwing.</summary>
    public required ComponentMetadata Metadata { get; init; }

    /// <summary>The app id of the sidecar that loads the component.</summary>
    public required string AppId { get; init; }

    /// <summary>The namespace of the sidecar; <c>default</c> unless <c>NAMESPACE</c> is set.</summary>
    public required string Namespace { get; init; }

    /// <summary>
    /// The folder for data that outlives the process: <c>$MESH_HOME</c>, default <c>~/.mesh</c>. It may not exist yet; whoever writes makes it
    /// (mode 0700). Shared by every sidecar of the user on this host.
    /// </summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the component's own loggers come from.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The only clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Reads an environment variable as the sidecar saw it at start; null when unset.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>
    /// The names of every environment variable that the sidecar saw at start; only for components that list them. Default: none, for a host that
    /// keeps its environment to itself.
    /// </summary>
    public IReadOnlyCollection<string> EnvironmentNames { get; init; } = [];
}
