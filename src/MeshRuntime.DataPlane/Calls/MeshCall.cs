namespace MeshRuntime.DataPlane.Calls;

/// <summary>One call.</summary>
public sealed class MeshCall;
