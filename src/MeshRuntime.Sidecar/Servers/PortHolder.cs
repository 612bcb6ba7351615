using System.Globalization;
using System.Net;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>Finds the process that holds a port by reading <c>/proc</c>; no other program is needed. Without <c>/proc</c> it finds nothing.</summary>
/// <param name="proc">Where the process file system is.</param>
internal sealed class PortHolder(string proc = "/proc")
{
    /// <summary>The holder; a listener rather than one that only has a connection from that port. Null: none found, or it is another user's.</summary>
    public HolderProcess? Find(IPAddress address, int port)
    {
        var sockets = Sockets(address, port);
        if (sockets.Count == 0)
        {
            return null;
        }

        HolderProcess? found = null;
        foreach (var folder in Folders())
        {
            foreach (var inode in InodesOf(folder))
            {
                if (sockets.TryGetValue(inode, out var isListening) && (found is null || isListening))
                {
                    found = Describe(folder, isListening);
                    if (isListening)
                    {
                        return found;
                    }
                }
            }
        }

        return found;
    }

    private Dictionary<ulong, bool> Sockets(IPAddress address, int port)
    {
        var sockets = new Dictionary<ulong, bool>();
        foreach (var table in new[] { "tcp", "tcp6" })
        {
            foreach (var line in ReadText(Path.Combine(proc, "net", table)).Split('\n'))
            {
                // Inode 0: the process is gone and only the connection's end lingers.
                if (SocketTableEntry.TryParse(line, out var entry) && entry.Inode != 0 && entry.Blocks(address, port))
                {
                    sockets[entry.Inode] = entry.IsListening;
                }
            }
        }

        return sockets;
    }

    private IEnumerable<string> Folders() =>
        Directory.EnumerateDirectories(proc).Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit));

    private static List<ulong> InodesOf(string folder)
    {
        var inodes = new List<ulong>();
        try
        {
            foreach (var link in new DirectoryInfo(Path.Combine(folder, "fd")).EnumerateFileSystemInfos())
            {
                if (link.LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal)
                    && ulong.TryParse(target.AsSpan(8, target.Length - 9), NumberStyles.None, CultureInfo.InvariantCulture, out var inode))
                {
                    inodes.Add(inode);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or one that ended while it was looked at.
        }

        return inodes;
    }

    private static HolderProcess Describe(string folder, bool isListening)
    {
        var words = ReadText(Path.Combine(folder, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var name = words.Length > 0 ? Path.GetFileName(words[0]) : ReadText(Path.Combine(folder, "comm")).Trim();
        var pid = int.Parse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture);

        // "node server.js" says more than "node". A first argument that is a flag or an address may hold a secret and is left out.
        var subject = words.Length > 1 && !words[1].AsSpan().ContainsAny("=@:") && words[1] is not ['-', ..] ? $" {words[1]}" : "";
        return new HolderProcess(pid, Printable($"{name}{subject}"), AppIdOf(words), isListening);
    }

    private static string? AppIdOf(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var flag = words[i].TrimStart('-');
            if (words[i] is ['-', ..] && flag.StartsWith("app-id=", StringComparison.Ordinal))
            {
                return Printable(flag["app-id=".Length..]);
            }

            if (words[i] is "--app-id" or "-app-id" && i + 1 < words.Length)
            {
                return Printable(words[i + 1]);
            }
        }

        return null;
    }

    private static string Printable(string text) => string.Concat(text.Take(80).Select(c => c is < ' ' or > '~' ? '?' : c));

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
