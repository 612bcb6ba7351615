namespace MeshRuntime.Cli.Processes;

/// <summary>Knows where things lie: the sidecar's program, the built-in profile, and the user's own resources.</summary>
internal sealed class MeshFolders(string programFolder, ShellEnvironment shell)
{
    private const string SidecarName = "meshd";

    /// <summary>The resources used when none are given: the user's own, else the profile that comes with the program.</summary>
    public string? DefaultResources =>
        InMeshHome("components", Directory.Exists) ?? Existing(Path.Combine(programFolder, "profiles", "local"), Directory.Exists);

    public string? DefaultConfiguration => InMeshHome("config.yaml", File.Exists);

    /// <summary>The full path of <c>meshd</c>.</summary>
    /// <param name="runtimeFolder">The folder that the user named for it; null for none.</param>
    /// <exception cref="CommandFailure">It is nowhere; the message says where it was looked for.</exception>
    public string Sidecar(string? runtimeFolder)
    {
        string[] places = (runtimeFolder, shell.SidecarPath) switch
        {
            // .mesh/bin mirrors the layout below the folder that Dapr's --runtime-path names.
            ({ } folder, _) => [Path.Combine(folder, SidecarName), Path.Combine(folder, ".mesh", "bin", SidecarName)],
            (null, { } path) => [Path.GetFullPath(path, shell.CurrentDirectory)],
            _ => [Path.Combine(programFolder, SidecarName)],
        };
        return places.FirstOrDefault(File.Exists) ?? throw new CommandFailure(
            $"The sidecar's program was not found: looked for {string.Join(" and ", places)}. "
            + "Start mesh through ./mesh at the root of the repository, which builds both, or name the program in MESHD_PATH.");
    }

    private string? InMeshHome(string name, Func<string, bool> exists) =>
        shell.MeshHome is { } home ? Existing(Path.Combine(home, name), exists) : null;

    private static string? Existing(string path, Func<string, bool> exists) => exists(path) ? path : null;
}
