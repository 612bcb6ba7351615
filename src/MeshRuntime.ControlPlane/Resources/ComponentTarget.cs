namespace MeshRuntime.ControlPlane.Resources;

/// <summary>What an entry below <c>spec.targets.components</c> says.</summary>
/// <param name="Outbound">For what the sidecar asks of the component.</param>
/// <param name="Inbound">For what the component brings to the app.</param>
internal sealed record ComponentTarget(PolicyNames Outbound, PolicyNames Inbound);
