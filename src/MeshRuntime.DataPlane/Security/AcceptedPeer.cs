using System.Net.Security;
using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.DataPlane.Security;

/// <summary>A connection whose handshake is done, and who is at its other end: read from the verified certificate, once.</summary>
/// <param name="Stream">Speaks HTTP/2 over TLS 1.3; disposing it closes the connection.</param>
/// <param name="Identity">Who called.</param>
public sealed record AcceptedPeer(SslStream Stream, WorkloadIdentity Identity) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
