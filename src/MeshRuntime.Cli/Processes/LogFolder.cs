using System.Globalization;

namespace MeshRuntime.Cli.Processes;

/// <summary>Makes the files that a run from a run file writes its output to: <c>.mesh/logs</c> in each app's folder.</summary>
internal sealed class LogFolder(string appDirectory, TimeProvider time)
{
    private readonly string _folder = Path.Combine(appDirectory, ".mesh", "logs");

    /// <summary>Opens a new file.</summary>
    /// <param name="kind">Whose output it is: <c>app</c> or <c>meshd</c>.</param>
    /// <exception cref="CommandFailure">The folder cannot be written.</exception>
    public StreamWriter Open(string appId, string kind)
    {
        try
        {
            return Create(appId, kind);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"The logs of {appId} cannot be written to {_folder}: {fault.Message} "
                + "Make the folder writable, or set appLogDestination and daprdLogDestination to console in the run file.");
        }
    }

    private StreamWriter Create(string appId, string kind)
    {
        Directory.CreateDirectory(_folder);
        // Logs lie among sources: this keeps them out of git without asking anybody to change theirs.
        var ignore = Path.Combine(_folder, ".gitignore");
        if (!File.Exists(ignore))
            File.WriteAllText(ignore, "*\n");

        var stamp = time.GetLocalNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return new StreamWriter(Path.Combine(_folder, $"{appId}_{kind}_{stamp}.log")) { AutoFlush = true };
    }
}
