using System.Net;
using System.Net.Sockets;
using MeshRuntime.Sidecar.Options;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>Every listening socket of a sidecar, opened before anything else costs time: a taken port is told at once.</summary>
internal sealed record SidecarSockets(
    IReadOnlyList<Socket> Peer,
    IReadOnlyList<Socket> Http,
    IReadOnlyList<Socket> Grpc,
    IReadOnlyList<Socket> Public,
    IReadOnlyList<Socket> Metrics) : IDisposable
{
    /// <summary>Opens all of them.</summary>
    /// <exception cref="ListenException">One cannot be opened; none is.</exception>
    public static async Task<SidecarSockets> OpenAsync(SidecarOptions options, Listener listener)
    {
        var opened = new List<IReadOnlyList<Socket>>();
        try
        {
            var stable = options.InternalPort is null;
            opened.Add(await listener.OpenAsync(
                new ListenRequest(
                    [options.InternalListenAddress],
                    options.InternalPort ?? StablePort.ForThisProcess(options.AppId),
                    "--dapr-internal-grpc-port",
                    "--dapr-internal-grpc-listen-address") { MayMove = stable },
                CancellationToken.None));
            opened.Add(await OpenApiAsync(options, listener, "http", options.HttpPort));
            opened.Add(await OpenApiAsync(options, listener, "grpc", options.GrpcPort));
            opened.Add(await OpenOrNoneAsync(listener, options.PublicPort, options.PublicListenAddress, "--dapr-public-port", "--dapr-public-listen-address"));
            opened.Add(await OpenOrNoneAsync(
                listener,
                options.MetricsEnabled ? options.MetricsPort : null,
                options.MetricsListenAddress,
                "--metrics-port",
                "--metrics-listen-address"));
            return new SidecarSockets(opened[0], opened[1], opened[2], opened[3], opened[4]);
        }
        catch
        {
            Close(opened);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close([Peer, Http, Grpc, Public, Metrics]);

    private static async Task<IReadOnlyList<Socket>> OpenApiAsync(SidecarOptions options, Listener listener, string protocol, int port) =>
        options.UnixDomainSocketFolder is { } folder
            ? [UnixSocket.Open(folder, options.AppId, protocol)]
            : await listener.OpenAsync(
                new ListenRequest(options.ListenAddresses, port, $"--dapr-{protocol}-port", "--dapr-listen-addresses"), CancellationToken.None);

    private static async Task<IReadOnlyList<Socket>> OpenOrNoneAsync(
        Listener listener, int? port, IPAddress address, string portFlag, string addressFlag) =>
        port is null ? [] : await listener.OpenAsync(new ListenRequest([address], port.Value, portFlag, addressFlag), CancellationToken.None);

    private static void Close(IEnumerable<IReadOnlyList<Socket>> sockets)
    {
        foreach (var socket in sockets.SelectMany(group => group))
        {
            socket.Dispose();
        }
    }
}
