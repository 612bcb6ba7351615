using MeshRuntime.Cli.RunFile;

namespace MeshRuntime.Tests.Cli.RunFile;

/// <summary>Holds a run file with the folders it names, on the real disk, until disposed.</summary>
internal sealed class RunFolder : IDisposable
{
    public RunFolder(params string[] folders)
    {
        Path = Directory.CreateTempSubdirectory("run-file-").FullName;
        foreach (var folder in folders)
            Directory.CreateDirectory(At(folder));
    }

    public string Path { get; }

    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    public RunFolder WithFile(string relative)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(relative))!);
        File.WriteAllText(At(relative), "");
        return this;
    }

    /// <summary>Reads the text as the run file of this folder.</summary>
    public (RunPlan? Plan, string[] Problems) Read(string yaml, string? home = null)
    {
        var problems = new ProblemList("dapr.yaml");
        var plan = new RunFileReader(At("dapr.yaml"), Path, home, problems).Read(new StringReader(yaml));
        return (plan, [.. problems.InOrder.Select(problem => problem.ToString())]);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
