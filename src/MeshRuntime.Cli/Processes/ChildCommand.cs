namespace MeshRuntime.Cli.Processes;

/// <summary>Names a program to start, where, and with which variables beside those of the shell.</summary>
internal sealed record ChildCommand(IReadOnlyList<string> Words, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment);
