namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Knows where the repository and the programs under test are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the published programs: <c>MESH_BIN</c>, a folder or the meshd in it, else <c>artifacts/mesh</c>.</summary>
    public static string Programs { get; } = FindPrograms();

    public static string Meshd { get; } = Program("meshd");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MeshRuntime.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"no MeshRuntime.sln above {AppContext.BaseDirectory}");
    }

    private static string FindPrograms()
    {
        var named = Environment.GetEnvironmentVariable("MESH_BIN");
        return string.IsNullOrEmpty(named) ? Path.Combine(Root, "artifacts", "mesh")
            : File.Exists(named) ? Path.GetDirectoryName(Path.GetFullPath(named))!
            : Path.GetFullPath(named);
    }

    private static string Program(string name)
    {
        var path = Path.Combine(Programs, name);
        return File.Exists(path)
            ? path
            : throw new InvalidOperationException($"{path} does not exist: run ./mesh --where to build it, or set MESH_BIN");
    }
}
