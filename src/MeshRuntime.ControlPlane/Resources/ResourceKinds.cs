namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Names the kinds of resource that Dapr reads from a resources path, and what becomes of each here.</summary>
internal static class ResourceKinds
{
    public const string Component = "Component";
    public const string Configuration = "Configuration";
    public const string Resiliency = "Resiliency";
    public const string Subscription = "Subscription";

    /// <summary>Dapr's first API group version; every kind exists in it.</summary>
    public const string ApiVersion = "dapr.io/v1alpha1";

    /// <summary>The second one; only Subscription exists in it.</summary>
    public const string ApiVersion2 = "dapr.io/v2alpha1";

    /// <summary>Kinds that are recognised and not acted upon yet, with their API versions.</summary>
    public static IReadOnlyList<(string ApiVersion, string Kind)> WithoutEffect { get; } =
    [
        (ApiVersion, "HTTPEndpoint"),
        (ApiVersion, "MCPServer"),
        (ApiVersion, "WorkflowAccessPolicy"),
    ];

    public static IReadOnlyList<string> All { get; } =
        [Component, Configuration, Subscription, Resiliency, .. WithoutEffect.Select(known => known.Kind).Distinct()];

    public static IReadOnlyList<string> ApiVersions { get; } = [ApiVersion, ApiVersion2];
}
