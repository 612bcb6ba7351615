using System.Diagnostics;

namespace MeshRuntime.Sidecar.Telemetry;

/// <summary>Reads what this process uses, for metrics.</summary>
/// <param name="ResidentBytes">Memory that is really in use.</param>
/// <param name="CpuSeconds">Processor time so far, of all threads.</param>
/// <param name="OpenFiles">Open file descriptors; null where they cannot be counted.</param>
/// <param name="StartSeconds">When it started, in seconds since 1970.</param>
internal readonly record struct ProcessFacts(long ResidentBytes, double CpuSeconds, int? OpenFiles, double StartSeconds)
{
    private const string OwnFiles = "/proc/self/fd";

    /// <summary>Reads them now.</summary>
    public static ProcessFacts Read()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessFacts(
            Environment.WorkingSet,
            process.TotalProcessorTime.TotalSeconds,
            Directory.Exists(OwnFiles) ? Directory.EnumerateFileSystemEntries(OwnFiles).Count() : null,
            (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
    }
}
