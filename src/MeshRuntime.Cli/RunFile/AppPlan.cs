using MeshRuntime.Cli.Settings;

namespace MeshRuntime.Cli.RunFile;

/// <summary>Says how one app and its sidecar are run.</summary>
internal sealed record AppPlan
{
    public required string AppId { get; init; }

    public required SettingValues Settings { get; init; }

    /// <summary>The program and its arguments; empty when only the sidecar runs.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The working directory of app and sidecar.</summary>
    public required string Directory { get; init; }

    /// <summary>Variables that the app gets beside those of the shell and of Dapr; they win.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The apps that must be ready before this one starts.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    public LogDestination AppLog { get; init; } = LogDestination.Console;

    public LogDestination SidecarLog { get; init; } = LogDestination.Console;

    /// <summary>Where the app was described, as file:line; null for the command line.</summary>
    public string? Place { get; init; }
}
