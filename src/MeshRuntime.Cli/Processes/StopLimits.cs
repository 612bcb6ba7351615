namespace MeshRuntime.Cli.Processes;

/// <summary>Says how long a process may take to end after it was asked to.</summary>
internal static class StopLimits
{
    /// <summary>Ten seconds, as container engines give; a sidecar's own limit for calls in flight is five.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>What the kernel gets to remove a killed process.</summary>
    public static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(2);

    /// <summary>What an ended process's last lines get to arrive.</summary>
    public static readonly TimeSpan LastLines = TimeSpan.FromMilliseconds(500);
}
