namespace MeshRuntime.Sidecar;

/// <summary>What meshd exits with (Dapr's numbers; 2, for a wrong flag, is the parser's).</summary>
internal static class ExitCode
{
    /// <summary>Stopped as asked, nothing cut off.</summary>
    public const int Clean = 0;

    /// <summary>Could not start, or had to cut work off to stop.</summary>
    public const int Fatal = 1;
}
