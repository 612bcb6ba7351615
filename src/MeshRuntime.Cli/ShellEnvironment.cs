namespace MeshRuntime.Cli;

/// <summary>Holds what the shell and the machine say, read once at the start.</summary>
internal sealed record ShellEnvironment
{
    public required string CurrentDirectory { get; init; }

    /// <summary>The user's home folder; null when there is none.</summary>
    public string? Home { get; init; }

    /// <summary>Mesh's own data folder; null when neither MESH_HOME nor a home folder is set.</summary>
    public string? MeshHome { get; init; }

    /// <summary>Another meshd than the one beside this program.</summary>
    public string? SidecarPath { get; init; }

    /// <summary>The token that sidecars ask of their callers.</summary>
    public string? ApiToken { get; init; }

    public bool HasHostIp { get; init; }

    public bool ForbidsColour { get; init; }

    public string SearchPath { get; init; } = "";

    public static ShellEnvironment Read()
    {
        var home = Variable("HOME");
        return new ShellEnvironment
        {
            CurrentDirectory = Environment.CurrentDirectory,
            Home = home,
            MeshHome = Variable("MESH_HOME") ?? (home is null ? null : Path.Combine(home, ".mesh")),
            SidecarPath = Variable("MESHD_PATH"),
            ApiToken = Variable("DAPR_API_TOKEN"),
            HasHostIp = Environment.GetEnvironmentVariable("DAPR_HOST_IP") is not null,
            ForbidsColour = Variable("NO_COLOR") is not null || Variable("TERM") is "dumb",
            SearchPath = Variable("PATH") ?? "",
        };
    }

    // Set but empty counts as not set, as in most programs.
    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
