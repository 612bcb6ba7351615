using System.Globalization;

namespace MeshRuntime.Sidecar.Shedding;

/// <summary>Knows how many files and sockets the process may open, and divides what is left among its connections.</summary>
internal static class OpenFiles
{
    /// <summary>Kept for what is neither a connection of a caller nor one to the app: other sidecars, brokers, the registry, watched files, health.</summary>
    public const int Reserve = 64;

    /// <summary>However few files there are, so many callers are let in.</summary>
    public const int Least = 8;

    private const string Limits = "/proc/self/limits";
    private const string Own = "/proc/self/fd";

    /// <summary>How many connections callers may have: half of what is left, since each may need another one to the app. Null where there is no such limit to read.</summary>
    public static int? ConnectionsOfCallers() =>
        File.Exists(Limits) && LimitIn(File.ReadAllText(Limits)) is { } limit ? ShareOf(limit, Directory.EnumerateFileSystemEntries(Own).Count()) : null;

    /// <summary>The part of callers.</summary>
    /// <param name="limit">Files that may be open.</param>
    /// <param name="open">Files that are, when all servers listen.</param>
    internal static int ShareOf(int limit, int open) => Math.Max(Least, (limit - open - Reserve) / 2);

    /// <summary>The soft limit in the text of proc(5) limits; null when there is none.</summary>
    internal static int? LimitIn(string limits)
    {
        const string Name = "Max open files";
        var line = limits.Split('\n').FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        return line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
            && int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
