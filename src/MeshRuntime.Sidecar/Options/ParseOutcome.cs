namespace MeshRuntime.Sidecar.Options;

/// <summary>What the command line asks for: one of the four below.</summary>
internal abstract record ParseOutcome
{
    private ParseOutcome()
    {
    }

    /// <summary>Run the sidecar.</summary>
    /// <param name="Options">Everything decided.</param>
    /// <param name="Notices">Lines worth a warning: flags without effect, deprecated flags.</param>
    internal sealed record Run(SidecarOptions Options, IReadOnlyList<string> Notices) : ParseOutcome;

    /// <summary>Print a text on standard output and exit 0.</summary>
    /// <param name="Text">The text, with its last line end.</param>
    internal sealed record Print(string Text) : ParseOutcome;

    /// <summary>Wait for the sidecar on a port, then exit 0.</summary>
    /// <param name="HttpPort">Its API port.</param>
    internal sealed record Wait(int HttpPort) : ParseOutcome;

    /// <summary>Print every problem on standard error and exit.</summary>
    /// <param name="Problems">One line each: what, why, cure. At least one.</param>
    /// <param name="ExitCode">2 when a flag is wrong (pflag), 1 when only the environment is.</param>
    internal sealed record Refused(IReadOnlyList<string> Problems, int ExitCode) : ParseOutcome
    {
        /// <summary>The text for standard error.</summary>
        public string Text => Problems.Count == 1
            ? $"meshd: {Problems[0]}\n"
            : $"meshd: {Problems.Count} problems\n{string.Concat(Problems.Select(problem => $"  {problem}\n"))}";
    }
}
