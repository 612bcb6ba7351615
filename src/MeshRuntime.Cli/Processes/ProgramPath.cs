namespace MeshRuntime.Cli.Processes;

/// <summary>Finds the file that a command's first word means, as a shell would.</summary>
internal static class ProgramPath
{
    /// <summary>The full path of the program; null when there is none that may be executed.</summary>
    public static string? Find(string program, string searchPath, string workingDirectory)
    {
        if (program.Contains('/'))
            return Executable(Path.GetFullPath(program, workingDirectory));

        return searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Executable(Path.Combine(Path.GetFullPath(folder, workingDirectory), program)))
            .FirstOrDefault(found => found is not null);
    }

    private static string? Executable(string path)
    {
        const UnixFileMode anyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & anyExecute) != 0) ? path : null;
    }
}
