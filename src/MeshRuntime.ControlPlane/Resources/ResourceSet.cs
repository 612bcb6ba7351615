namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Everything that the files said, at one moment.</summary>
/// <param name="Components">Those of this app, in the order in which the files name them.</param>
/// <param name="Subscriptions">Those of this app that count.</param>
/// <param name="Resiliency">What all Resiliency documents of this app say together.</param>
/// <param name="Foreign">Components that are written and belong to other apps or namespaces.</param>
/// <param name="Configuration">All Configuration files together.</param>
/// <param name="Fingerprint">Equal for equal content.</param>
internal sealed record ResourceSet(
    IReadOnlyList<ComponentResource> Components,
    IReadOnlyList<SubscriptionResource> Subscriptions,
    ResiliencyRules Resiliency,
    IReadOnlyList<ComponentResource> Foreign,
    ConfigurationResource Configuration,
    string Fingerprint);
