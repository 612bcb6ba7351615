using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.Components.Clients.Resp;

/// <summary>Makes connections that are ready for commands: TCP, TLS, log-in, database.</summary>
internal static class RespDial
{
    /// <exception cref="RespFailure">Why there is none.</exception>
    public static async Task<RespLink> ConnectAsync(RespOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(options.DialTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        Stream? stream = null;
        RespLink? link = null;
        try
        {
            stream = await OpenAsync(options, either.Token);
            link = RespLink.Over(stream, options, time);
            stream = null;
            await LogInAsync(link, options, either.Token);
            return Interlocked.Exchange(ref link, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RespFailure(null, $"no connection to {options.Address} within {options.DialTimeout.TotalSeconds:0.#} s");
        }
        catch (SocketException e)
        {
            throw new RespFailure(null, $"no connection to {options.Address}: {e.Message}", inner: e);
        }
        catch (IOException e)
        {
            throw new RespFailure(null, $"the connection to {options.Address} broke while it was made: {e.Message}", inner: e);
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            if (link is not null)
            {
                await link.DisposeAsync();
            }
        }
    }

    private static async Task<Stream> OpenAsync(RespOptions options, CancellationToken cancellation)
    {
        var plain = new NetworkStream(await ConnectSocketAsync(options, cancellation), ownsSocket: true);
        return options.Tls is { } tls ? await EncryptAsync(plain, tls, options, cancellation) : plain;
    }

    private static async Task<Socket> ConnectSocketAsync(RespOptions options, CancellationToken cancellation)
    {
        Socket? socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // For a peer that vanishes while nobody watches; the link's own pings are faster.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(options.Host, options.Port, cancellation);
            return Interlocked.Exchange(ref socket, null);
        }
        finally
        {
            socket?.Dispose();
        }
    }

    private static async Task<Stream> EncryptAsync(Stream plain, RespTls tls, RespOptions options, CancellationToken cancellation)
    {
        var authentication = new SslClientAuthenticationOptions { TargetHost = options.Host, ClientCertificateContext = tls.ClientCertificate };
        if (tls.SkipVerify)
        {
            authentication.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (tls.Anchors.Count > 0)
        {
            authentication.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            authentication.CertificateChainPolicy.CustomTrustStore.AddRange(tls.Anchors);
        }

        SslStream? encrypted = new(plain);
        try
        {
            await encrypted.AuthenticateAsClientAsync(authentication, cancellation);
            return Interlocked.Exchange(ref encrypted, null);
        }
        catch (AuthenticationException e)
        {
            throw new RespFailure(
                "TLS",
                $"TLS with {options.Address} failed: {e.Message} Give the server a certificate for {options.Host}, or name its authority in caCert.",
                inner: e);
        }
        finally
        {
            if (encrypted is not null)
            {
                await encrypted.DisposeAsync();
            }
        }
    }

    private static async Task LogInAsync(RespLink link, RespOptions options, CancellationToken cancellation)
    {
        try
        {
            link.ServerId = (await SendAsync(link, Hello(options), options, cancellation))["id"u8].AsInteger();
        }
        catch (RespFailure e) when (e.Code is "ERR" or "NOPROTO")
        {
            // Before Redis 6 there is no HELLO; RESP2 then.
            await LogInOldAsync(link, options, cancellation);
        }

        if (options.Database != 0)
        {
            await SendAsync(link, new RespCommand("SELECT").Add(options.Database), options, cancellation);
        }
    }

    private static RespCommand Hello(RespOptions options)
    {
        var hello = new RespCommand("HELLO").Add(3);
        if (options.HasCredentials)
        {
            hello.Add("AUTH").Add(options.Username ?? "default").Add(options.Password ?? "");
        }

        return options.ClientName is { } name ? hello.Add("SETNAME").Add(name) : hello;
    }

    private static async Task LogInOldAsync(RespLink link, RespOptions options, CancellationToken cancellation)
    {
        if (options.HasCredentials)
        {
            var command = new RespCommand("AUTH");
            await SendAsync(link, (options.Username is { } user ? command.Add(user) : command).Add(options.Password ?? ""), options, cancellation);
        }

        if (options.ClientName is { } name)
        {
            await SendAsync(link, new RespCommand("CLIENT").Add("SETNAME").Add(name), options, cancellation);
        }
    }

    private static ValueTask<RespValue> SendAsync(RespLink link, RespCommand command, RespOptions options, CancellationToken cancellation) =>
        link.SendAsync(new RespCall(command, options.DialTimeout), cancellation);
}
