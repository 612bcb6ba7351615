namespace MeshRuntime.ControlPlane.Resources;

/// <summary>One entry of <c>spec.api.allowed</c> or <c>denied</c>, its version in the short form.</summary>
internal sealed record ApiRule(string Version, string Name, bool IsHttp);
