using System.Net.Security;
using System.Security.Authentication;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Tests.Kit;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Security;

/// <summary>Who is let in, and who is spoken to.</summary>
public sealed class PeerTlsTests : PeerTlsScene
{
    [Fact]
    public async Task BothCertificatesGood_BothSidesSpeakAndTheCalleeKnowsTheCaller()
    {
        var (client, server, error) = await ConnectAsync(Tls(LeafSpec.For("shop")), Tls(LeafSpec.For("orders")));

        Assert.Null(error);
        Assert.Equal(Shop, server!.Identity);
        Assert.Equal(SslProtocols.Tls13, server.Stream.SslProtocol);
        await AssertSpeaksAsync(client!, server.Stream);
        Assert.DoesNotContain(Log.All, line => line.Id != 1103);
    }

    [Fact]
    public async Task CallerWithoutCertificate_IsRefused()
    {
        var refusal = await RefusedCallerAsync(new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        });

        Assert.Contains("NoCertificate", refusal, StringComparison.Ordinal);
        Assert.Contains("10.0.0.7:50002", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallerWithTls12_IsRefused()
    {
        var bundle = Authority.Issue(LeafSpec.For("shop"));
        var refusal = await RefusedCallerAsync(new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            ClientCertificates = [bundle.Leaf],
        });

        Assert.Contains("Handshake", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallerWithoutHttp2_IsRefused()
    {
        var bundle = Authority.Issue(LeafSpec.For("shop"));
        var refusal = await RefusedCallerAsync(new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            ClientCertificates = [bundle.Leaf],
        });

        Assert.Contains("ALPN", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainText_IsRefused()
    {
        var (one, other) = DuplexPair.Create();
        await one.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());

        Assert.Null(await Tls(LeafSpec.For("orders")).AcceptAsync(other, Remote, CancellationToken.None));
        Assert.Equal(1100, Log.All[^1].Id);
    }

    [Fact]
    public async Task CallerThatSaysNothing_IsGivenUpAtTheDeadline()
    {
        using var deadline = new CancellationTokenSource();
        var accept = Tls(LeafSpec.For("orders")).AcceptAsync(DuplexPair.Create().Other, Remote, deadline.Token);
        await deadline.CancelAsync();

        Assert.Null(await accept);
        Assert.Contains("TooSlow", Log.All[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other", "default", "public", PeerRefusalReason.OtherApp)]
    [InlineData("Orders", "default", "public", PeerRefusalReason.OtherApp)]
    [InlineData("orders", "prod", "public", PeerRefusalReason.OtherNamespace)]
    [InlineData("orders", "default", "elsewhere", PeerRefusalReason.OtherTrustDomain)]
    public async Task CalleeIsAnotherWorkload_IsRefused(string app, string space, string domain, PeerRefusalReason reason)
    {
        var (client, _, error) = await ConnectAsync(Tls(LeafSpec.For("shop")), Tls(LeafSpec.For(app, space, domain)));

        Assert.Null(client);
        Assert.Equal(reason, error!.Refusal.Reason);
        Assert.Contains($"it is not {Orders} but spiffe://{domain}/ns/{space}/{app}", error.Message, StringComparison.Ordinal);
        Assert.Single(Log.All, line => line.Id == 1101);
    }

    [Fact]
    public async Task ExpectedNameInAForeignTrustDomain_IsRefusedEvenWhenTheCertificateHasIt()
    {
        var foreign = Orders with { TrustDomain = "elsewhere" };
        var (_, _, error) = await ConnectAsync(
            Tls(LeafSpec.For("shop")), Tls(LeafSpec.For("orders", domain: "elsewhere")), foreign);

        Assert.Equal(PeerRefusalReason.OtherTrustDomain, error!.Refusal.Reason);
    }

    [Fact]
    public async Task NoBundleYet_NothingGoesInOrOut()
    {
        var empty = new PeerTls(Clock, Log);

        Assert.Null(await empty.AcceptAsync(DuplexPair.Create().One, Remote, CancellationToken.None));
        var error = await Assert.ThrowsAsync<PeerRefusedException>(
            async () => await empty.AuthenticateAsClientAsync(DuplexPair.Create().One, Orders, CancellationToken.None));
        Assert.Equal(PeerRefusalReason.NoOwnCertificate, error.Refusal.Reason);
    }
}
