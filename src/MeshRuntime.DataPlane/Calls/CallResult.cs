namespace MeshRuntime.DataPlane.Calls;

/// <summary>A response or an error.</summary>
public readonly record struct CallResult;
