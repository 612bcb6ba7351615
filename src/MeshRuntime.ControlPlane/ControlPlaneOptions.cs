namespace MeshRuntime.ControlPlane;

/// <summary>What the control plane is told by the process: flags and environment, read once at the edge.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>The app id of this sidecar.</summary>
    public required string AppId { get; init; }

    /// <summary>The namespace of this sidecar; default <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Folders whose YAML files are read, in order, not their subfolders. Empty: none. A folder that does not exist is an error.</summary>
    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];

    /// <summary>Configuration files, in order. Empty: none. A file that does not exist is an error.</summary>
    public IReadOnlyList<string> ConfigPaths { get; init; } = [];

    /// <summary>The folder for data that outlives the process.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Whether calls between sidecars use mutual TLS; default true.</summary>
    public bool MtlsEnabled { get; init; } = true;

    /// <summary>The trust domain of this app's identity unless <c>accessControl.trustDomain</c> names one; default <c>public</c>.</summary>
    public string TrustDomain { get; init; } = "public";

    /// <summary>Reads an environment variable; null when unset.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The names of all environment variables, for stores that list them.</summary>
    public IReadOnlyCollection<string> EnvironmentNames { get; init; } = [];
}
