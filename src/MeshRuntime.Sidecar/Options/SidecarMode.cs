namespace MeshRuntime.Sidecar.Options;

/// <summary>Where resources come from (<c>--mode</c>). Dapr's <c>kubernetes</c> is refused: its policies would come from an operator we do not ask.</summary>
internal enum SidecarMode
{
    /// <summary>From files.</summary>
    Standalone,
}
