using System.Globalization;
using System.Runtime.InteropServices;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Tells which user this process runs as.</summary>
internal static class UserId
{
    /// <summary>The number of the user; <c>-1</c> on Windows (as Go's os.Getuid, so that ports agree).</summary>
    public static string Current => OperatingSystem.IsWindows() ? "-1" : getuid().ToString(CultureInfo.InvariantCulture);

    // Neither argument nor result needs marshalling: nothing for a source generator to do.
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint getuid();
}
