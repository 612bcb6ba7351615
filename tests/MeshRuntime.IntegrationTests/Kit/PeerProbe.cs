using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Speaks to the port between sidecars as a stranger would: HTTP/2 over TLS with whatever certificate it has.</summary>
internal static class PeerProbe
{
    /// <summary>The answer to <c>GET /x</c>, or null when the sidecar refused to talk.</summary>
    public static async Task<HttpResponseMessage?> TryCallAsync(
        int port,
        X509Certificate2? certificate,
        SslProtocols protocols = SslProtocols.None,
        string serverName = "127.0.0.1",
        int writeSize = int.MaxValue,
        Action<HttpRequestMessage>? change = null)
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = Options(certificate, protocols, serverName),
            ConnectCallback = async (context, cancellation) => new SlicingStream(await ConnectAsync(context.DnsEndPoint.Port, cancellation), writeSize),
        };
        using var client = new HttpClient(handler) { Timeout = Wait.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{port}/x")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        change?.Invoke(request);
        try
        {
            var answer = await client.SendAsync(request);
            await answer.Content.LoadIntoBufferAsync();
            return answer;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>The certificate that a sidecar shows, as far as TLS lets a stranger see it.</summary>
    public static async Task<X509Certificate2> CertificateOfAsync(int port)
    {
        X509Certificate2? shown = null;
        using var tls = new SslStream(await ConnectAsync(port, CancellationToken.None));
        var options = Options(null, SslProtocols.None, "127.0.0.1");
        options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
            return true;
        };
        options.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        try
        {
            await Wait.ForAsync(tls.AuthenticateAsClientAsync(options), "a TLS handshake");
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            // Refused, after it has shown its own.
        }

        return shown ?? throw new InvalidOperationException($"port {port} showed no certificate");
    }

    private static SslClientAuthenticationOptions Options(X509Certificate2? certificate, SslProtocols protocols, string serverName) => new()
    {
        TargetHost = serverName,
        EnabledSslProtocols = protocols,
        RemoteCertificateValidationCallback = (_, _, _, _) => true,

        // Sent whatever authorities the sidecar asks for.
        LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
    };

    private static async Task<NetworkStream> ConnectAsync(int port, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
