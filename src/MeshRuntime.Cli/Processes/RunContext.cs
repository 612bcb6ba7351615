using MeshRuntime.Cli.RunFile;

namespace MeshRuntime.Cli.Processes;

/// <summary>Holds what all apps of one run share.</summary>
internal sealed record RunContext(
    RunPlan Plan,
    ShellEnvironment Shell,
    MeshFolders Folders,
    Terminal Terminal,
    SessionStarter Sessions,
    Reaper Reaper,
    TimeProvider Time);
