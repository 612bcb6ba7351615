using System.Diagnostics;

namespace MeshRuntime.InteropTests.Kit;

/// <summary>Starts the scripts under tests/interop.</summary>
internal static class Script
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "interop");

    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>Starts <c>node/name.js</c> or <c>python/name.py</c>.</summary>
    public static Process Start(Language language, string name, string home, params string[] arguments)
    {
        var (program, path) = Command(language, name);
        return MeshProcess.Start(program, [path, .. arguments], home, NoEnvironment);
    }

    /// <summary>Runs <c>node/name.js</c> or <c>python/name.py</c> to its end.</summary>
    public static async Task<ProcessResult> RunAsync(Language language, string name, params string[] arguments)
    {
        var (program, path) = Command(language, name);
        return await MeshProcess.RunAsync(program, [path, .. arguments], Path.GetTempPath());
    }

    private static (string Program, string Path) Command(Language language, string name) => language switch
    {
        Language.Node => (Installed("node_modules") ? "node" : throw NotInstalled(), Path.Combine(Folder, "node", name + ".js")),

        // Debian's own: another python3 that comes first in PATH does not have Debian's modules.
        Language.Python => ("/usr/bin/python3", Path.Combine(Folder, "python", name + ".py")),
        _ => throw new ArgumentOutOfRangeException(nameof(language)),
    };

    private static bool Installed(string name) => Directory.Exists(Path.Combine(Folder, name));

    private static InvalidOperationException NotInstalled() =>
        new($"{Folder}/node_modules does not exist: run ./test.sh, or npm ci in {Folder}");
}
