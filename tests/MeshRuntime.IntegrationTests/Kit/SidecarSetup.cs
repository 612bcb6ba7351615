namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>How a sidecar is to be started. Ports that are not named are reserved.</summary>
internal sealed record SidecarSetup(string AppId)
{
    public int? AppPort { get; init; }

    public string? AppProtocol { get; init; }

    public int? HttpPort { get; init; }

    public int? InternalPort { get; init; }

    /// <summary>Further flags, after those that every sidecar gets.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Shell words that run before it in the same process, such as <c>ulimit -n 256</c>.</summary>
    public string? Before { get; init; }

    /// <summary>Further environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public SidecarSetup With(params string[] flags) => this with { Flags = [.. Flags, .. flags] };

    public SidecarSetup WithEnvironment(string name, string value) =>
        this with { Environment = new Dictionary<string, string>(Environment) { [name] = value } };
}
