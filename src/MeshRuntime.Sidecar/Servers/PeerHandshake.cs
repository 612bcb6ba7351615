using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Api.Peer;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>
/// Opens a connection on the peer port: TLS first, then who it is, once, as a feature of every request that follows. Kestrel's own HTTPS
/// middleware knows nothing of SPIFFE ids and needs a service container; this needs neither.
/// </summary>
internal sealed class PeerHandshake(ConnectionDelegate next, PeerTls? tls, TimeProvider time, ILogger<ResetGuard> log)
{
    // As Kestrel's own default.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // Longer than a last request is on its way between hosts; a peer that was told to go closes as soon as it reads that.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);

    // Certificates may live for a year, which is longer than a timer can wait. Nobody minds a new connection a day.
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    /// <summary>Serves one connection until it ends.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        var forwarded = new ForwardedBy((connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.Loopback, Environment.MachineName);
        if (tls is null)
        {
            connection.Features.Set(new PeerConnection(null, forwarded));
            await ResetGuard.ServeAsync(connection, next, time, log);
            return;
        }

        var transport = connection.Transport;
        await using var raw = new DuplexStream(transport.Input.AsStream(), transport.Output.AsStream());

        // Also ended by a server that stops: it waits for its connections, and this one is not its own yet.
        var lifetime = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        var closing = lifetime?.ConnectionClosedRequested ?? CancellationToken.None;
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, closing);
        await using var accepted = await tls.AcceptAsync(raw, connection.RemoteEndPoint, either.Token);
        if (accepted is null)
        {
            return;
        }

        connection.Features.Set(new PeerConnection(accepted.Identity, forwarded));
        await using var expiry = time.CreateTimer(_ => lifetime?.RequestClose(), null, LifeOf(accepted.Stream), Timeout.InfiniteTimeSpan);
        var secured = new Secured(accepted.Stream);
        connection.Features.Set<ITlsConnectionFeature>(secured);
        connection.Features.Set<ITlsApplicationProtocolFeature>(secured);
        connection.Transport = new StreamPipe(accepted.Stream);
        try
        {
            await ResetGuard.ServeAsync(connection, next, time, log);
        }
        finally
        {
            if (closing.IsCancellationRequested)
            {
                await LingerAsync(accepted.Stream, connection.ConnectionClosed);
            }

            await connection.Transport.Input.CompleteAsync();
            await connection.Transport.Output.CompleteAsync();
            connection.Transport = transport;
        }
    }

    /// <summary>
    /// How long the two certificates are good for. Then the connection is left as at a stop, GOAWAY first: who has a new certificate by then opens another,
    /// who has none is no peer any more.
    /// </summary>
    private TimeSpan LifeOf(SslStream stream)
    {
        var now = time.GetUtcNow();
        var life = LongestLife;
        foreach (var certificate in (ReadOnlySpan<X509Certificate?>)[stream.RemoteCertificate, stream.LocalCertificate])
        {
            var left = certificate is X509Certificate2 known ? known.NotAfter.ToUniversalTime() - now : life;
            life = left < life ? left : life;
        }

        return life > TimeSpan.Zero ? life : TimeSpan.Zero;
    }

    /// <summary>
    /// Reads on until the peer closes. A socket that is closed with bytes unread sends a reset, which takes from the peer what it has not read yet: the
    /// GOAWAY that says which of its requests nobody has seen, and answers.
    /// </summary>
    private async Task LingerAsync(SslStream stream, CancellationToken closed)
    {
        using var limit = new CancellationTokenSource(Linger, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, closed);
        var unheard = new byte[4 * 1024];
        try
        {
            while (await stream.ReadAsync(unheard, either.Token) > 0)
            {
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // It is gone, or has had its time.
        }
    }

    /// <summary>Tells Kestrel that the scheme is https and that HTTP/2 was agreed on.</summary>
    private sealed class Secured(SslStream stream) : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

        public X509Certificate2? ClientCertificate
        {
            get => stream.RemoteCertificate as X509Certificate2;
            set => throw new NotSupportedException();
        }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true, useZeroByteReads: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
