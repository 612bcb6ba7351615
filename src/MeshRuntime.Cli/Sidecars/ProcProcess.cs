using System.Text;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Describes one running process, as the kernel's <c>/proc</c> does.</summary>
internal sealed record ProcProcess(int Id, string Name, IReadOnlyList<string> Arguments, string Directory)
{
    private const string Root = "/proc";

    /// <summary>Every process that this user may look at.</summary>
    /// <exception cref="CommandFailure">The system has no <c>/proc</c>.</exception>
    public static IEnumerable<ProcProcess> All()
    {
        if (!System.IO.Directory.Exists(Root + "/self"))
            throw new CommandFailure("Sidecars are found through /proc, which this system lacks. Use the terminal that mesh run runs in.");
        return System.IO.Directory.EnumerateDirectories(Root)
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? Find(id) : null)
            .OfType<ProcProcess>();
    }

    /// <summary>The process of that id; null when it has ended, or is hidden from this user.</summary>
    public static ProcProcess? Find(int id)
    {
        try
        {
            var folder = $"{Root}/{id}";
            var name = File.ReadAllText(folder + "/comm").TrimEnd('\n');
            var words = Encoding.UTF8.GetString(File.ReadAllBytes(folder + "/cmdline")).Split('\0', StringSplitOptions.None);
            var directory = new FileInfo(folder + "/cwd").LinkTarget ?? "/";
            return words.Length < 2 ? null : new ProcProcess(id, name, words[..^1], directory);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
