using System.Globalization;
using System.Net;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>What a process listens on, as the kernel sees it.</summary>
internal static class ListeningSockets
{
    private const string Listen = "0A";

    public static IReadOnlyList<IPEndPoint> Of(int pid)
    {
        var inodes = Directory.EnumerateFiles($"/proc/{pid}/fd")
            .Select(fd => new FileInfo(fd).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1])
            .ToHashSet();
        return [.. Read($"/proc/{pid}/net/tcp", inodes), .. Read($"/proc/{pid}/net/tcp6", inodes)];
    }

    private static IEnumerable<IPEndPoint> Read(string path, HashSet<string> inodes) =>
        from line in File.Exists(path) ? File.ReadLines(path).Skip(1) : []
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where fields[3] == Listen && inodes.Contains(fields[9])
        select Parse(fields[1]);

    // The address is printed as native 32-bit words, the port as a number.
    private static IPEndPoint Parse(string text)
    {
        var parts = text.Split(':');
        var bytes = Convert.FromHexString(parts[0]);
        for (var i = 0; i < bytes.Length; i += 4)
        {
            Array.Reverse(bytes, i, 4);
        }

        return new IPEndPoint(new IPAddress(bytes), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
