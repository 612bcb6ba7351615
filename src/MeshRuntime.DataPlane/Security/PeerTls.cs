using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using MeshRuntime.Abstractions.Mtls;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Security;

/// <summary>
/// Does the TLS of both ends between sidecars: TLS 1.3, HTTP/2, a certificate on each side, verified by us against the current bundle. A handshake
/// reads the bundle once; connections that are open keep what they agreed on when the bundle changes.
/// </summary>
public sealed partial class PeerTls
{
    private const string UnknownAddress = "an unknown address";

    private static readonly PeerRefusal NoOwnCertificate = new(
        PeerRefusalReason.NoOwnCertificate, "this sidecar has no certificate yet; the log says what the certificate source waits for");

    private static readonly PeerRefusal NoHttp2 = new(PeerRefusalReason.Handshake, "it did not agree to speak HTTP/2 (ALPN h2)");

    // Should SslStream ever end a handshake without asking us.
    private static readonly PeerRefusal NotVerified = new(PeerRefusalReason.NoCertificate, "its certificate was not verified");

    private static readonly PeerRefusal TooSlow = new(PeerRefusalReason.TooSlow, "it did not finish the TLS handshake in time");

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RefusalLog _refusals;
    private volatile TlsMaterial? _material;

    /// <param name="time">Judges whether certificates are valid.</param>
    /// <param name="logger">Learns who was refused and why.</param>
    public PeerTls(TimeProvider time, ILogger<PeerTls> logger)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _logger = logger;
        _refusals = new RefusalLog(time, logger);
    }

    /// <summary>Who we are, by the current certificate; null before the first bundle.</summary>
    public WorkloadIdentity? Identity => _material?.Identity;

    /// <summary>Puts a bundle in force for every handshake that begins from now on.</summary>
    /// <exception cref="ArgumentException">The leaf has no private key or no SPIFFE id, or there is no trust anchor. The old bundle stays in force.</exception>
    public void SetBundle(CertificateBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        if (!bundle.Leaf.HasPrivateKey || bundle.TrustAnchors.IsDefaultOrEmpty || PeerIdentity.From(bundle.Leaf) is not { } identity)
        {
            throw new ArgumentException(
                $"the bundle for {PeerIdentity.Describe(bundle.Leaf)} needs a leaf with its private key and one SPIFFE id, and a trust anchor", nameof(bundle));
        }

        _material = new TlsMaterial(bundle, identity, _time);
        Log.BundleInForce(_logger, identity.SpiffeId, bundle.Leaf.NotAfter.ToUniversalTime(), bundle.TrustAnchors.Length);
    }

    /// <summary>
    /// Opens TLS to the sidecar of <paramref name="expected"/> over a connected stream, which belongs to the result, and is closed on failure.
    /// That the callee accepted us is not known yet when this returns (TLS 1.3): a refusal by it shows as an error of the first read.
    /// </summary>
    /// <exception cref="PeerRefusedException">The other end is not <paramref name="expected"/>, or no sidecar. Logged.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<SslStream> AuthenticateAsClientAsync(Stream stream, WorkloadIdentity expected, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(expected);
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            if (_material is not { } material)
            {
                throw new PeerRefusedException(NoOwnCertificate);
            }

            var check = new PeerCheck(material, PeerSide.Server, expected);
            var refusal = await HandshakeAsync(check, tls.AuthenticateAsClientAsync(material.ClientOptions(check.Verify), cancellation), tls);
            if (refusal is not null)
            {
                _refusals.CalleeRefused(AddressOf(stream), check.Shown, expected.SpiffeId, refusal);
                throw new PeerRefusedException(refusal);
            }

            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a connection of a peer. The stream belongs to the result, and is closed when there is none.</summary>
    /// <param name="stream">The bytes of the connection.</param>
    /// <param name="remote">For the log.</param>
    /// <param name="deadline">Ends a handshake that takes too long; a cancelled one is a refusal, not an exception.</param>
    /// <returns>Null when the peer was refused (logged) or went away.</returns>
    public async ValueTask<AcceptedPeer?> AcceptAsync(Stream stream, EndPoint? remote, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        PeerCheck? check = null;
        var refusal = NoOwnCertificate;
        try
        {
            if (_material is { } material)
            {
                check = new PeerCheck(material, PeerSide.Client, expected: null);
                refusal = await HandshakeAsync(check, tls.AuthenticateAsServerAsync(material.ServerOptions(check.Verify), deadline), tls);
            }
        }
        catch (OperationCanceledException)
        {
            refusal = TooSlow;
        }
        catch (IOException)
        {
            // A port check, or a peer that did not like our certificate: its log says more than ours could.
            Log.WentAway(_logger, remote);
            await tls.DisposeAsync();
            return null;
        }

        if (refusal is null && check?.Identity is { } caller)
        {
            return new AcceptedPeer(tls, caller);
        }

        _refusals.CallerRefused(remote?.ToString() ?? UnknownAddress, check?.Shown ?? "nothing read", refusal ?? NotVerified);
        await tls.DisposeAsync();
        return null;
    }

    /// <summary>Awaits a handshake; null means it is good.</summary>
    private static async ValueTask<PeerRefusal?> HandshakeAsync(PeerCheck check, Task handshake, SslStream tls)
    {
        try
        {
            await handshake;
            return check.Identity is null ? NotVerified : tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 ? null : NoHttp2;
        }
        catch (AuthenticationException failure)
        {
            return check.Refusal ?? NoHandshake(failure);
        }
    }

    private static PeerRefusal NoHandshake(AuthenticationException failure) => new(
        PeerRefusalReason.Handshake,
        $"the TLS handshake failed ({PeerIdentity.Printable(failure.InnerException?.Message ?? failure.Message)}); is mTLS on at both ends, with TLS 1.3?");

    private static string AddressOf(Stream stream) =>
        (stream as NetworkStream)?.Socket.RemoteEndPoint?.ToString() ?? UnknownAddress;

    private static partial class Log
    {
        [LoggerMessage(1103, LogLevel.Information, "Certificate in force: {SpiffeId}, until {Until:u}, {Anchors} trust anchors")]
        public static partial void BundleInForce(ILogger logger, string spiffeId, DateTime until, int anchors);

        [LoggerMessage(1104, LogLevel.Debug, "A connection from {Address} ended before its TLS handshake did")]
        public static partial void WentAway(ILogger logger, EndPoint? address);
    }
}
