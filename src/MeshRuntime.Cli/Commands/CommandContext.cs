using MeshRuntime.Cli.Processes;

namespace MeshRuntime.Cli.Commands;

/// <summary>Holds what every command gets from the outside.</summary>
internal sealed record CommandContext(ShellEnvironment Shell, MeshFolders Folders, Terminal Terminal, TimeProvider Time);
