using System.Net;
using System.Net.Security;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Tests.Kit;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Security;

/// <summary>Two sidecars that shake hands without a socket, under one authority.</summary>
public abstract class PeerTlsScene
{
    private protected static readonly TestAuthority Authority = new();
    private protected static readonly WorkloadIdentity Orders = new("public", "default", "orders");
    private protected static readonly WorkloadIdentity Shop = new("public", "default", "shop");
    private protected static readonly IPEndPoint Remote = new(IPAddress.Parse("10.0.0.7"), 50002);

    private protected ManualClock Clock { get; } = new(LeafSpec.From.AddHours(1));

    private protected LogLines<PeerTls> Log { get; } = new();

    private protected PeerTls Tls(LeafSpec spec) => Tls(Authority.Issue(spec));

    private protected PeerTls Tls(CertificateBundle bundle)
    {
        var tls = new PeerTls(Clock, Log);
        tls.SetBundle(bundle);
        return tls;
    }

    private protected static async Task<(SslStream? Client, AcceptedPeer? Server, PeerRefusedException? Error)> ConnectAsync(
        PeerTls caller, PeerTls callee, WorkloadIdentity? expected = null)
    {
        var (one, other) = DuplexPair.Create();
        var accept = callee.AcceptAsync(other, Remote, CancellationToken.None).AsTask();
        try
        {
            var client = await caller.AuthenticateAsClientAsync(one, expected ?? Orders, CancellationToken.None);
            return (client, await accept, null);
        }
        catch (PeerRefusedException error)
        {
            await accept;
            return (null, null, error);
        }
    }

    private protected async Task<string> RefusedCallerAsync(SslClientAuthenticationOptions options)
    {
        var (one, other) = DuplexPair.Create();
        var accept = Tls(LeafSpec.For("orders")).AcceptAsync(other, Remote, CancellationToken.None).AsTask();
        options.TargetHost = "";
        options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        await using var raw = new SslStream(one);
        var error = await Record.ExceptionAsync(() => raw.AuthenticateAsClientAsync(options));

        Assert.Null(await accept);
        Assert.True(error is not null || await IsClosedAsync(raw), "the refused caller can still read");
        return Assert.Single(Log.All, line => line.Id == 1100).Text;
    }

    private protected static async Task AssertSpeaksAsync(SslStream one, SslStream other)
    {
        await one.WriteAsync("ping"u8.ToArray());
        var read = new byte[4];
        await other.ReadExactlyAsync(read);
        Assert.Equal("ping"u8.ToArray(), read);
    }

    private static async Task<bool> IsClosedAsync(SslStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
