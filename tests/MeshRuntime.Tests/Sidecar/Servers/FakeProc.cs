using System.Globalization;

namespace MeshRuntime.Tests.Sidecar.Servers;

/// <summary>Builds a folder that looks like <c>/proc</c>, and removes it.</summary>
internal sealed class FakeProc : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("proc-");
    private readonly List<string> _sockets = [];

    public FakeProc()
    {
        Directory.CreateDirectory(Path.Combine(Root, "net"));
        Directory.CreateDirectory(Path.Combine(Root, "self"));
        File.WriteAllText(Path.Combine(Root, "net", "tcp6"), "");
    }

    public string Root => _root.FullName;

    /// <summary>A socket on 127.0.0.1 (as a little-endian machine prints it).</summary>
    public FakeProc Socket(int port, int inode, bool isListening = true)
    {
        _sockets.Add(string.Create(
            CultureInfo.InvariantCulture, $"   0: 0100007F:{port:X4} 00000000:0000 {(isListening ? "0A" : "01")} 0:0 0:0 0  1000        0 {inode} 1"));
        File.WriteAllLines(Path.Combine(Root, "net", "tcp"), ["  sl  local_address rem_address   st", .. _sockets]);
        return this;
    }

    /// <summary>A process with a command line and one open socket.</summary>
    public FakeProc Process(int pid, int inode, params string[] words)
    {
        var folder = Path.Combine(Root, pid.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(Path.Combine(folder, "fd"));
        File.WriteAllText(Path.Combine(folder, "cmdline"), string.Concat(words.Select(word => $"{word}\0")));
        File.WriteAllText(Path.Combine(folder, "comm"), "kernel-thing\n");
        File.CreateSymbolicLink(Path.Combine(folder, "fd", "0"), "/dev/null");
        File.CreateSymbolicLink(Path.Combine(folder, "fd", "3"), $"socket:[{inode}]");
        return this;
    }

    public void Dispose() => _root.Delete(recursive: true);
}
