namespace MeshRuntime.Cli;

/// <summary>Ends a command with a message for the user; never a bug.</summary>
internal sealed class CommandFailure(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
