using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>Gets a client let in by one server: connect, INFO, TLS, CONNECT, PONG.</summary>
internal static class NatsHandshake
{
    private const int ReadBytes = 64 * 1024;

    /// <exception cref="ComponentException">It does not let us in, or is not there.</exception>
    public static async Task<NatsWire> ConnectAsync(NatsServer server, NatsOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, either.Token);
            stream = new NetworkStream(socket, ownsSocket: true);
            var wire = await EnterAsync(stream, server, options, either.Token);
            stream = null;
            return wire;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw Unavailable(server, "does not answer", "Look whether that is a NATS server, and at the network between.");
        }
        catch (SocketException e)
        {
            throw Unavailable(server, $"cannot be reached: {e.Message}", "Start it, or correct natsURL.", e);
        }
        catch (AuthenticationException e)
        {
            throw new ComponentException(
                ComponentFault.Denied,
                $"NATS at {server}: no encrypted connection: {(e.InnerException ?? e).Message} Set tls_ca_cert to the file of the authority that issued the server's certificate, and reach it by a name in the certificate.",
                e);
        }
        catch (IOException e)
        {
            throw Unavailable(server, $"hung up: {e.Message}", "If it asks for a client certificate, set tls_client_cert and tls_client_key.", e);
        }
        catch (NatsProtocolException e)
        {
            throw Unavailable(server, $"does not speak NATS: {e.Message}", "Correct natsURL.", e);
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
            else if (!socket.Connected)
            {
                socket.Dispose();
            }
        }
    }

    private static async Task<NatsWire> EnterAsync(Stream stream, NatsServer server, NatsOptions options, CancellationToken cancellation)
    {
        var parser = new NatsParser();
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBytes, leaveOpen: true));
        var info = await ReadInfoAsync(reader, parser, server, cancellation);
        var wanted = info.RequiresTls || server.RequiresTls || options.Tls.IsDemanded;
        if (wanted)
        {
            if (!info.OffersTls)
            {
                throw new ComponentException(
                    ComponentFault.Invalid, $"NATS at {server} does not offer TLS, which natsURL or a tls field demands. Give the server a certificate, or remove that demand.");
            }

            // What came after INFO is not encrypted, so anybody may have written it.
            if (reader.TryRead(out var early) && !early.Buffer.IsEmpty)
            {
                throw new NatsProtocolException("bytes came between INFO and TLS");
            }

            await reader.CompleteAsync();
            var encrypted = new SslStream(stream, leaveInnerStreamOpen: false);
            await encrypted.AuthenticateAsClientAsync(options.Tls.Read(server.CertificateName), cancellation);
            stream = encrypted;
            reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBytes, leaveOpen: true));
        }

        var hello = new ArrayBufferWriter<byte>(4096);
        NatsCommands.Connect(hello, options, server.Credentials ?? options.Credentials, info.Nonce, wanted);
        NatsCommands.Ping(hello);
        await stream.WriteAsync(hello.WrittenMemory, cancellation);
        await WaitForPongAsync(reader, parser, server, cancellation);
        return new NatsWire(stream, reader, parser, info);
    }

    private static async Task<NatsInfo> ReadInfoAsync(PipeReader reader, NatsParser parser, NatsServer server, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (parser.TryRead(ref buffer, out var frame))
            {
                var info = frame.Kind switch
                {
                    NatsFrameKind.Info => NatsInfo.Parse(frame.Head),
                    NatsFrameKind.Error => throw Refused(server, Text(frame)),
                    _ => throw new NatsProtocolException("its first word is not INFO"),
                };
                reader.AdvanceTo(buffer.Start);
                return info;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                throw new IOException("the connection was closed before INFO.");
            }
        }
    }

    /// <summary>The server answers a good CONNECT with nothing, so the PONG behind it is the word that lets us in.</summary>
    private static async Task WaitForPongAsync(PipeReader reader, NatsParser parser, NatsServer server, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            while (parser.TryRead(ref buffer, out var frame))
            {
                if (frame.Kind == NatsFrameKind.Error)
                {
                    throw Refused(server, Text(frame));
                }

                if (frame.Kind == NatsFrameKind.Pong)
                {
                    reader.AdvanceTo(buffer.Start);
                    return;
                }
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                throw new IOException("the connection was closed before the client was let in.");
            }
        }
    }

    private static string Text(in NatsFrame frame) => Encoding.UTF8.GetString(frame.Head).Trim(' ', '\'');

    private static ComponentException Refused(NatsServer server, string text) =>
        text.Contains("Authorization", StringComparison.OrdinalIgnoreCase) || text.Contains("Authentication", StringComparison.OrdinalIgnoreCase)
            ? new ComponentException(
                ComponentFault.Denied, $"NATS at {server} does not let this client in: {text}. Check the token, the user and password, or jwt and seedKey.")
            : Unavailable(server, $"does not let this client in: {text}", "Its own log says more.");

    private static ComponentException Unavailable(NatsServer server, string what, string cure, Exception? inner = null) =>
        new(ComponentFault.Unavailable, $"NATS at {server} {what.TrimEnd('.')}. {cure}", inner);
}
