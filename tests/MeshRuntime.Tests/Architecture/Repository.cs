using Xunit;

namespace MeshRuntime.Tests.Architecture;

/// <summary>The repository that this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every file with the ending below a folder that exists, without what builds leave behind; paths as in the repository.</summary>
    public static string[] Files(string folder, string ending)
    {
        var path = Path.Combine(Root, folder);
        return !Directory.Exists(path) ? [] : [.. Directory.EnumerateFiles(path, "*" + ending, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "obj" or "bin" or "artifacts" or "node_modules"))
            .Order(StringComparer.Ordinal)];
    }

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>Fails with one line for each broken rule: file:line and the rule.</summary>
    public static void AssertHolds(IEnumerable<string> broken)
    {
        var all = broken.ToList();
        Assert.True(all.Count == 0, Environment.NewLine + string.Join(Environment.NewLine, all));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MeshRuntime.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no MeshRuntime.sln above {AppContext.BaseDirectory}");
    }
}
