using MeshRuntime.Cli.Settings;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Says where a sidecar's HTTP API is: a port on a host, or a socket file.</summary>
internal sealed record SidecarAddress(string Host, int Port, string? SocketFile)
{
    private const int LargestPort = 65535;
    private const string Loopback = "127.0.0.1";
    private static readonly string[] ReachedOverLoopback = [Loopback, "localhost", "0.0.0.0", "::", "[::]"];

    public Uri BaseUri => SocketFile is null ? new UriBuilder("http", Host, Port).Uri : new Uri("http://localhost/");

    public override string ToString() => SocketFile ?? $"{Host}:{Port}";

    /// <summary>The address that a sidecar's flags give; null when the port is none.</summary>
    public static SidecarAddress? Of(string appId, int port, string? listenAddresses, string? socketFolder, string directory)
    {
        if (socketFolder is null && port is < 1 or > LargestPort)
            return null;
        var listening = (listenAddresses ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var host = listening.Length == 0 || listening.Any(ReachedOverLoopback.Contains) ? Loopback : listening[0];
        var socket = socketFolder is null ? null : Path.GetFullPath(Path.Combine(socketFolder, $"dapr-{appId}-http.socket"), directory);
        return new SidecarAddress(host, port, socket);
    }

    /// <summary>The address that settings give, once their ports are chosen.</summary>
    public static SidecarAddress Of(string appId, SettingValues settings, string directory) =>
        Of(
            appId,
            settings.Port(RunSettings.HttpPort) ?? 0,
            settings.Text(RunSettings.ListenAddresses),
            settings.Text(RunSettings.UnixDomainSocket),
            directory)
        ?? throw new CommandFailure($"{appId} has no HTTP port.");
}
