namespace MeshRuntime.Cli.RunFile;

/// <summary>Finds the run file that <c>-f</c> means: a file, or the one in a folder.</summary>
internal static class RunFileLocation
{
    private static readonly string[] Names = ["mesh.yaml", "dapr.yaml"];

    private static string Known => string.Join(" or ", Names);

    /// <summary>The full path of the run file.</summary>
    /// <exception cref="CommandFailure">There is none; the message says what was looked for.</exception>
    public static string Find(string path, string currentDirectory)
    {
        var full = Path.GetFullPath(path, currentDirectory);
        if (File.Exists(full))
            return full;
        if (!Directory.Exists(full))
            throw new CommandFailure($"There is no file or folder {full}. Name a run file, or a folder that holds {Known}.");

        return Names.Select(name => Path.Combine(full, name)).FirstOrDefault(File.Exists)
            ?? throw new CommandFailure($"The folder {full} holds no run file. Add {Known}, or name the file itself.");
    }
}
