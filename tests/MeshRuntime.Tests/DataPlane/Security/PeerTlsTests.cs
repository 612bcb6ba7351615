using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Security;
using MeshRuntime.Tests.Kit;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Security;

public sealed class PeerTlsTests
{
    private static readonly TestAuthority Authority = new();
    private static readonly WorkloadIdentity Orders = new("public", "default", "orders");
    private static readonly WorkloadIdentity Shop = new("public", "default", "shop");
    private static readonly IPEndPoint Remote = new(IPAddress.Parse("10.0.0.7"), 50002);

    private readonly ManualClock _clock = new(LeafSpec.From.AddHours(1));
    private readonly LogLines<PeerTls> _log = new();

    [Fact]
    public async Task BothCertificatesGood_BothSidesSpeakAndTheCalleeKnowsTheCaller()
    {
        var (client, server, error) = await ConnectAsync(Tls(LeafSpec.For("shop")), Tls(LeafSpec.For("orders")));

        Assert.Null(error);
        Assert.Equal(Shop, server!.Identity);
        Assert.Equal(SslProtocols.Tls13, server.Stream.SslProtocol);
        await AssertSpeaksAsync(client!, server.Stream);
        Assert.DoesNotContain(_log.All, line => line.Id != 1103);
    }

    [Fact]
    public async Task LeavesOfAnIntermediate_AreAcceptedByTheRoot()
    {
        var lower = Authority.Intermediate();
        var (client, server, error) = await ConnectAsync(
            Tls(lower.Issue(LeafSpec.For("shop"))), Tls(lower.Issue(LeafSpec.For("orders"))));

        Assert.Null(error);
        await AssertSpeaksAsync(client!, server!.Stream);
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
        Assert.Equal(1100, _log.All[^1].Id);
    }

    [Fact]
    public async Task CallerThatSaysNothing_IsGivenUpAtTheDeadline()
    {
        using var deadline = new CancellationTokenSource();
        var accept = Tls(LeafSpec.For("orders")).AcceptAsync(DuplexPair.Create().Other, Remote, deadline.Token);
        await deadline.CancelAsync();

        Assert.Null(await accept);
        Assert.Contains("TooSlow", _log.All[^1].Text, StringComparison.Ordinal);
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
        Assert.Single(_log.All, line => line.Id == 1101);
    }

    [Fact]
    public async Task ExpectedNameInAForeignTrustDomain_IsRefusedEvenWhenTheCertificateHasIt()
    {
        var foreign = Orders with { TrustDomain = "elsewhere" };
        var (_, _, error) = await ConnectAsync(
            Tls(LeafSpec.For("shop")), Tls(LeafSpec.For("orders", domain: "elsewhere")), foreign);

        Assert.Equal(PeerRefusalReason.OtherTrustDomain, error!.Refusal.Reason);
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
        _clock.Advance(LeafSpec.To.AddSeconds(secondsAfter) - _clock.GetUtcNow());

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
        _clock.Advance(LeafSpec.From.AddSeconds(secondsAfter) - _clock.GetUtcNow());

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
    public async Task NoBundleYet_NothingGoesInOrOut()
    {
        var empty = new PeerTls(_clock, _log);

        Assert.Null(await empty.AcceptAsync(DuplexPair.Create().One, Remote, CancellationToken.None));
        var error = await Assert.ThrowsAsync<PeerRefusedException>(
            async () => await empty.AuthenticateAsClientAsync(DuplexPair.Create().One, Orders, CancellationToken.None));
        Assert.Equal(PeerRefusalReason.NoOwnCertificate, error.Refusal.Reason);
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

    private PeerTls Tls(LeafSpec spec) => Tls(Authority.Issue(spec));

    private PeerTls Tls(CertificateBundle bundle)
    {
        var tls = new PeerTls(_clock, _log);
        tls.SetBundle(bundle);
        return tls;
    }

    private static async Task<(SslStream? Client, AcceptedPeer? Server, PeerRefusedException? Error)> ConnectAsync(
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

    private async Task<string> RefusedCallerAsync(SslClientAuthenticationOptions options)
    {
        var (one, other) = DuplexPair.Create();
        var accept = Tls(LeafSpec.For("orders")).AcceptAsync(other, Remote, CancellationToken.None).AsTask();
        options.TargetHost = "";
        options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        await using var raw = new SslStream(one);
        var error = await Record.ExceptionAsync(() => raw.AuthenticateAsClientAsync(options));

        Assert.Null(await accept);
        Assert.True(error is not null || await IsClosedAsync(raw), "the refused caller can still read");
        return Assert.Single(_log.All, line => line.Id == 1100).Text;
    }

    private static async Task AssertSpeaksAsync(SslStream one, SslStream other)
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
