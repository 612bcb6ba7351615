using System.Net;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>Says where to listen, and which flags a user would change.</summary>
/// <param name="Addresses">At least one; each gets the same port.</param>
/// <param name="Port">0: any free one.</param>
/// <param name="PortFlag">Such as <c>--dapr-http-port</c>.</param>
/// <param name="AddressFlag">Such as <c>--dapr-listen-addresses</c>.</param>
internal sealed record ListenRequest(IReadOnlyList<IPAddress> Addresses, int Port, string PortFlag, string AddressFlag)
{
    /// <summary>Whether a free port will do when <see cref="Port"/> is taken: true for the stable port (Dapr).</summary>
    public bool MayMove { get; init; }
}
