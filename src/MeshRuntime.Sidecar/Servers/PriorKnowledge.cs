using System.Buffers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>
/// Lets one plaintext port speak HTTP/1.1 and HTTP/2: looks whether a connection begins with HTTP/2's preface (RFC 9113 3.4). Kestrel by itself
/// chooses between the two only by what TLS agreed on, so for HTTP/2 it is told that TLS did.
/// </summary>
internal sealed class PriorKnowledge(ConnectionDelegate next, TimeProvider time, ILogger<ResetGuard> log)
{
    // Kestrel's keep-alive timeout: a connection on which nothing comes may stay as long as one between two requests.
    private static readonly TimeSpan FirstByteLimit = TimeSpan.FromSeconds(130);

    // Once it has begun it has to go on: the server's limit for the head of a request does not run yet. A client sends the preface in one piece.
    private static readonly TimeSpan HeadLimit = TimeSpan.FromSeconds(1);

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0"u8;

    /// <summary>Serves one connection until it ends.</summary>
    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        // A server that stops waits for its connections to end, and this one is not the server's yet: without this a connection that was opened
        // and never used holds up the stop for the whole grace period.
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var limit = new CancellationTokenSource(FirstByteLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, closing);
        bool isHttp2;
        try
        {
            isHttp2 = await BeginsWithPrefaceAsync(connection, limit, either.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ConnectionResetException)
        {
            return;
        }

        if (!isHttp2)
        {
            await next(connection);
            return;
        }

        connection.Features.Set<ITlsConnectionFeature>(AgreedOnHttp2.Instance);
        connection.Features.Set<ITlsApplicationProtocolFeature>(AgreedOnHttp2.Instance);
        await ResetGuard.ServeAsync(connection, next, time, log);
    }

    private static async ValueTask<bool> BeginsWithPrefaceAsync(ConnectionContext connection, CancellationTokenSource limit, CancellationToken ended)
    {
        var input = connection.Transport.Input;
        var hasBegun = false;
        while (true)
        {
            var read = await input.ReadAsync(ended);
            if (!hasBegun && !read.Buffer.IsEmpty)
            {
                hasBegun = true;
                limit.CancelAfter(HeadLimit);
            }

            var isOpen = Compare(read.Buffer, out var isPreface) && !read.IsCompleted;

            // Nothing is consumed: whoever serves the connection reads it from its beginning.
            input.AdvanceTo(read.Buffer.Start, isOpen ? read.Buffer.End : read.Buffer.Start);
            if (!isOpen)
            {
                return isPreface;
            }
        }
    }

    /// <summary>Compares what has come so far; true when more is needed to tell.</summary>
    private static bool Compare(ReadOnlySequence<byte> buffer, out bool isPreface)
    {
        Span<byte> begin = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(buffer.Length, begin.Length);
        buffer.Slice(0, length).CopyTo(begin);
        var isSame = Preface.StartsWith(begin[..length]);
        isPreface = isSame && length == Preface.Length;
        return isSame && !isPreface;
    }

    private sealed class AgreedOnHttp2 : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public static readonly AgreedOnHttp2 Instance = new();

        public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

        public X509Certificate2? ClientCertificate
        {
            get => null;
            set => throw new NotSupportedException();
        }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
