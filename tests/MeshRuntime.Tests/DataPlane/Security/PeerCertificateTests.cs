using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Tests.Kit;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Security;

/// <summary>Which certificates are good, from when to when, and what happens when they change.</summary>
public sealed class PeerCertificateTests : PeerTlsScene
{
    [Fact]
    public async Task LeavesOfAnIntermediate_AreAcceptedByTheRoot()
    {
        var lower = Authority.Intermediate();
        var (client, server, error) = await ConnectAsync(
            Tls(lower.Issue(LeafSpec.For("shop"))), Tls(lower.Issue(LeafSpec.For("orders"))));

        Assert.Null(error);
        await AssertSpeaksAsync(client!, server!.Stream);
    }

    [Theory]
    [MemberData(nameof(BadLeaves))]
    public async Task BadCertificate_IsRefusedOnEitherSide(string what, PeerRefusalReason reason)
    {
        var bad = Bad(what);
        var own = SslStreamCertificateContext.Create(bad.Leaf, [.. bad.Intermediates], offline: true);
        var (one, other) = DuplexPair.Create();
        await using var server = new SslStream(other);
        var serve = server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = own,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        });
        var error = await Assert.ThrowsAsync<PeerRefusedException>(
            async () => await Tls(LeafSpec.For("shop")).AuthenticateAsClientAsync(one, Orders, CancellationToken.None));
        await Record.ExceptionAsync(() => serve);
        Assert.Equal(reason, error.Refusal.Reason);

        var refusal = await RefusedCallerAsync(new SslClientAuthenticationOptions
        {
            ClientCertificateContext = own,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        });
        Assert.Contains(reason.ToString(), refusal, StringComparison.Ordinal);
    }

    public static TheoryData<string, PeerRefusalReason> BadLeaves() => new()
    {
        { "another authority with the same names", PeerRefusalReason.UnknownAuthority },
        { "an intermediate that is no authority", PeerRefusalReason.InvalidChain },
        { "a leaf that is an authority", PeerRefusalReason.NotALeaf },
        { "a leaf that may sign certificates", PeerRefusalReason.NotALeaf },
        { "a purpose of neither side", PeerRefusalReason.WrongPurpose },
        { "no purpose", PeerRefusalReason.WrongPurpose },
        { "two SPIFFE ids", PeerRefusalReason.NoIdentity },
        { "no SPIFFE id", PeerRefusalReason.NoIdentity },
        { "a URI that is no SPIFFE id", PeerRefusalReason.NoIdentity },
    };

    [Fact]
    public async Task CertificateForServersOnly_DoesNotMakeACaller()
    {
        var serverOnly = LeafSpec.For("orders") with { Purposes = [LeafSpec.Server] };

        Assert.Null((await ConnectAsync(Tls(LeafSpec.For("shop")), Tls(serverOnly))).Error);
        Assert.Null((await ConnectAsync(Tls(serverOnly), Tls(LeafSpec.For("orders")))).Server);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, PeerRefusalReason.Expired)] // OpenSSL takes the end as outside
    [InlineData(1, PeerRefusalReason.Expired)]
    public async Task CertificateAtItsEnd_IsGoodToTheLastSecond(int secondsAfter, PeerRefusalReason? reason)
    {
        var (caller, callee) = (Tls(LeafSpec.For("shop") with { NotAfter = LeafSpec.To.AddDays(1) }), Tls(LeafSpec.For("orders")));
        Clock.Advance(LeafSpec.To.AddSeconds(secondsAfter) - Clock.GetUtcNow());

        var (_, _, error) = await ConnectAsync(caller, callee);

        Assert.Equal(reason, error?.Refusal.Reason);
        Assert.Equal(reason is not null, error?.Message.Contains("expired on 2026-01-02T00:00:00Z", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-1, PeerRefusalReason.NotYetValid)]
    public async Task CertificateAtItsBegin_IsGoodFromTheFirstSecond(int secondsAfter, PeerRefusalReason? reason)
    {
        var (caller, callee) = (Tls(LeafSpec.For("shop")), Tls(LeafSpec.For("orders")));
        Clock.Advance(LeafSpec.From.AddSeconds(secondsAfter) - Clock.GetUtcNow());

        Assert.Equal(reason, (await ConnectAsync(caller, callee)).Error?.Refusal.Reason);
    }

    [Fact]
    public async Task NewBundle_IsShownFromTheNextHandshakeOnAndOldConnectionsLive()
    {
        var (caller, callee) = (Tls(LeafSpec.For("shop")), Tls(LeafSpec.For("orders")));
        var old = await ConnectAsync(caller, callee);
        var renewed = Authority.Issue(LeafSpec.For("orders"));
        callee.SetBundle(renewed);
        var fresh = await ConnectAsync(caller, callee);

        Assert.Equal(renewed.Leaf.Thumbprint, ((X509Certificate2)fresh.Client!.RemoteCertificate!).Thumbprint);
        Assert.NotEqual(renewed.Leaf.Thumbprint, ((X509Certificate2)old.Client!.RemoteCertificate!).Thumbprint);
        await AssertSpeaksAsync(old.Client, old.Server!.Stream);
    }

    [Fact]
    public async Task RootChange_BothRootsAreTrustedUntilTheOldOneIsDropped()
    {
        var next = new TestAuthority("CN=mesh"); // the same name: only the key differs
        var caller = Tls(Authority.Issue(LeafSpec.For("shop"), Authority.Root, next.Root));
        var callee = Tls(next.Issue(LeafSpec.For("orders"), Authority.Root, next.Root));
        Assert.Null((await ConnectAsync(caller, callee)).Error);

        callee.SetBundle(next.Issue(LeafSpec.For("orders"), next.Root));
        Assert.Null((await ConnectAsync(caller, callee)).Server);
    }

    [Fact]
    public void BundleThatCannotWork_IsRefusedAndTheOldOneStays()
    {
        var tls = Tls(LeafSpec.For("orders"));
        var good = Authority.Issue(LeafSpec.For("other"));

        Assert.Throws<ArgumentException>(() => tls.SetBundle(good with { TrustAnchors = [] }));
        Assert.Throws<ArgumentException>(() => tls.SetBundle(good with { Leaf = X509CertificateLoader.LoadCertificate(good.Leaf.RawData) }));
        Assert.Throws<ArgumentException>(() => tls.SetBundle(Authority.Issue(LeafSpec.For("other") with { Uris = [] })));
        Assert.Equal(Orders, tls.Identity);
    }

    private static CertificateBundle Bad(string what)
    {
        var good = LeafSpec.For("orders");
        return what switch
        {
            "another authority with the same names" => new TestAuthority().Issue(good, Authority.Root),
            "an intermediate that is no authority" => Authority.Intermediate(isAuthority: false).Issue(good),
            "a leaf that is an authority" => Authority.Issue(good with { IsAuthority = true }),
            "a leaf that may sign certificates" => Authority.Issue(good with { Usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign }),
            "a purpose of neither side" => Authority.Issue(good with { Purposes = ["1.3.6.1.5.5.7.3.3"] }),
            "no purpose" => Authority.Issue(good with { Purposes = [] }),
            "two SPIFFE ids" => Authority.Issue(good with { Uris = [Orders.SpiffeId, Shop.SpiffeId] }),
            "no SPIFFE id" => Authority.Issue(good with { Uris = [] }),
            "a URI that is no SPIFFE id" => Authority.Issue(good with { Uris = ["https://orders.default/"] }),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }
}
