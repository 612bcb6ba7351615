namespace MeshRuntime.Abstractions.Errors;

/// <summary>One expected failure, as a value: the code decides the status, the message explains it to a person.</summary>
/// <param name="Code">The row of the table.</param>
/// <param name="Message">Names the target and says what to do or read next; never a secret.</param>
public sealed record MeshError(MeshErrorCode Code, string Message)
{
    /// <summary>What clients can read by program, for errors that Dapr describes so; null otherwise.</summary>
    public ErrorDetails? Details { get; init; }

    /// <summary>How a call came to this end; null for what fails before it is a call.</summary>
    public ErrorWhy? Why { get; init; }
}
