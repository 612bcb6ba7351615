using System.Net;
using MeshRuntime.DataPlane.Security;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Reads the environment, once. Nothing below this sees it.</summary>
internal sealed class SidecarEnvironment
{
    /// <summary>Every variable that meshd knows, in the order of the help.</summary>
    public static readonly IReadOnlyList<EnvironmentVariable> All =
    [
        new("DAPR_API_TOKEN", "Token that callers of the API must send as dapr-api-token"),
        new("APP_API_TOKEN", "Token that the own app is sent as dapr-api-token"),
        new("NAMESPACE", "Namespace of the app; default: default"),
        new("DAPR_HOST_IP", "IP address that peers are told; also where the sidecar-to-sidecar port listens"),
        new("MESH_ALLOWED_HOSTS", "Names, comma-separated, by which apps of other hosts or containers reach the API"),
        new("POD_NAME", "Stands for {podName} in component metadata"),
        new("DAPR_ENV_KEYS", "Variables that envRef in a resource may read, separated by spaces"),
        new("MESH_HOME", "Folder that the sidecars of one user share; default: ~/.mesh"),
        new("DAPR_TRUST_ANCHORS", "Trust anchors of Dapr's Sentry; identities come from the mtls component", HasEffect: false),
        new("DAPR_SENTRY_TOKEN_FILE", "Token for Dapr's Sentry", HasEffect: false),
        new("SENTRY_LOCAL_IDENTITY", "Identity for Dapr's Sentry", HasEffect: false),
        new("DAPR_COMPONENTS_SOCKETS_FOLDER", "Folder of pluggable components", HasEffect: false),
        new("DAPR_HTTP_DISABLE_H2C", "No HTTP/2 in the clear on the API", HasEffect: false),
        new("DAPR_SCHEDULER_HOST_ADDRESS_DNS_A", "Job scheduler", HasEffect: false),
    ];

    private readonly Func<string, string?> _env;
    private readonly List<string> _problems = [];

    /// <summary>Reads every variable through <paramref name="env"/>, which returns null for one that is not set.</summary>
    public SidecarEnvironment(Func<string, string?> env)
    {
        _env = env;
        ApiToken = TokenOf("DAPR_API_TOKEN");
        AppToken = TokenOf("APP_API_TOKEN");
        HostAddress = AddressOf("DAPR_HOST_IP");
        AllowedHosts = HostsOf("MESH_ALLOWED_HOSTS");
        IsNamespaceSet = Get("NAMESPACE") is not null;
        Namespace = Get("NAMESPACE") ?? "default";
        if (!AppName.IsSegment(Namespace))
        {
            _problems.Add($"NAMESPACE is not usable as a namespace: {AppName.Rule}");
        }

        PodName = Get("POD_NAME");
        EnvRefKeys = Get("DAPR_ENV_KEYS")?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        DataFolder = DataFolderOf();
        Idle = [.. All.Where(variable => !variable.HasEffect && Get(variable.Name) is not null).Select(variable => variable.Name)];
    }

    /// <summary>Variables that cannot be used, each with its cure.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Variables that are set and have no effect yet.</summary>
    public IReadOnlyList<string> Idle { get; }

    /// <summary><c>DAPR_API_TOKEN</c>.</summary>
    public SecretText? ApiToken { get; }

    /// <summary><c>APP_API_TOKEN</c>.</summary>
    public SecretText? AppToken { get; }

    /// <summary><c>DAPR_HOST_IP</c>.</summary>
    public IPAddress? HostAddress { get; }

    /// <summary><c>MESH_ALLOWED_HOSTS</c>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; }

    /// <summary><c>NAMESPACE</c>, or <c>default</c>.</summary>
    public string Namespace { get; }

    /// <summary>Whether <c>NAMESPACE</c> is set.</summary>
    public bool IsNamespaceSet { get; }

    /// <summary><c>POD_NAME</c>.</summary>
    public string? PodName { get; }

    /// <summary><c>DAPR_ENV_KEYS</c>.</summary>
    public IReadOnlyList<string> EnvRefKeys { get; }

    /// <summary>The data folder, absolute.</summary>
    public string DataFolder { get; }

    private string? Get(string name) => _env(name) is { Length: > 0 } value ? value : null;

    // Present but empty is a broken deployment, not a wish for no token: a secret that failed to mount must not open the API.
    private SecretText? TokenOf(string name)
    {
        switch (_env(name))
        {
            case null:
                return null;
            case var text when string.IsNullOrWhiteSpace(text):
                _problems.Add($"{name} is set but empty: give it the token, or unset it to run without one");
                return null;
            case var text when text.Any(c => c is <= ' ' or > '~'):
                _problems.Add($"{name} holds a blank, a line break or another character that no header can carry: use visible ASCII only");
                return null;
            case var text:
                return new SecretText(text);
        }
    }

    private string[] HostsOf(string name)
    {
        var hosts = Get(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        _problems.AddRange(hosts.Where(host => !BrowserGuard.IsHost(host)).Select(host => $"{name}: {host} is not a host name: give names without scheme and path"));
        return hosts;
    }

    private IPAddress? AddressOf(string name)
    {
        if (Get(name) is not { } text)
        {
            return null;
        }

        if (!IPAddress.TryParse(text, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            _problems.Add($"{name} is not an IP address that can be called: give the one that peers reach this host by, or unset it");
        }

        return address;
    }

    private string DataFolderOf()
    {
        if (Get("MESH_HOME") is { } own)
        {
            return Path.GetFullPath(own);
        }

        // Go's order for the home folder: HOME on Unix, USERPROFILE on Windows.
        if ((Get("HOME") ?? Get("USERPROFILE")) is { } home && Path.IsPathRooted(home))
        {
            return Path.Combine(home, ".mesh");
        }

        return Path.Combine(Path.GetFullPath(Get("TMPDIR") ?? Path.GetTempPath()), $"mesh-{UserId.Current}");
    }
}
