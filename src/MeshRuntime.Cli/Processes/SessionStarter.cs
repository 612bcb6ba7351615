namespace MeshRuntime.Cli.Processes;

/// <summary>Starts programs in sessions of their own: one signal reaches a whole family, and the terminal's reach none.</summary>
internal sealed class SessionStarter
{
    // macOS has no setsid program, but comes with perl.
    private static readonly string[] ThroughPerl = ["perl", "-e", "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV; exit 127;"];
    private static readonly string[] ThroughSetsid = ["setsid"];

    private readonly string[] _prefix;

    public SessionStarter(ShellEnvironment shell) =>
        _prefix = ProgramPath.Find(ThroughSetsid[0], shell.SearchPath, shell.CurrentDirectory) is null ? ThroughPerl : ThroughSetsid;

    /// <summary>The command that runs the given one as the leader of a new session: same process, so same id.</summary>
    public IReadOnlyList<string> Wrap(params IEnumerable<string> command) => [.. _prefix, .. command];
}
