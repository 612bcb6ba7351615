using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>What all Configuration files said together.</summary>
internal sealed record ConfigurationResource
{
    public static ConfigurationResource Empty { get; } = new();

    /// <summary>Null when no access policy is written.</summary>
    public AccessDescription? Access { get; init; }

    public Place AccessPlace { get; init; }

    /// <summary><c>accessControl.trustDomain</c>: this app's own; null when not written.</summary>
    public string? TrustDomain { get; init; }

    public IReadOnlyList<ApiRule> AllowedApis { get; init; } = [];

    public IReadOnlyList<ApiRule> DeniedApis { get; init; } = [];

    public IReadOnlyList<SecretScope> SecretScopes { get; init; } = [];

    public IReadOnlyList<DeniedComponent> DeniedComponents { get; init; } = [];

    public NameResolutionResource? NameResolution { get; init; }

    /// <summary>The switches written, the later of a name winning.</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init; } = new Dictionary<string, bool>();

    /// <summary><c>mtls.enabled</c> where it is written true: the process flag must not say otherwise.</summary>
    public Place? DemandsMtls { get; init; }

    /// <summary>Dapr's feature switch; on unless switched off.</summary>
    public bool HotReload => Features.GetValueOrDefault("HotReload", true);
}
