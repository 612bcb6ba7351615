namespace MeshRuntime.Cli;

/// <summary>Names the exit codes of <c>mesh</c> that are its own; <c>mesh run</c> may also end with the app's.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Wrong flags, or a run file with errors.</summary>
    public const int WrongUsage = 2;
}
