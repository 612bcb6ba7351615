using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Security;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Security;

public sealed class PeerVerificationTests
{
    private static readonly TestAuthority Authority = new();

    [Theory]
    [InlineData(2048, true)]
    [InlineData(1024, false)]
    public void RsaKey_NeedsEnoughBits(int bits, bool good)
    {
        using var key = RSA.Create(bits);

        Assert.Equal(good ? null : PeerRefusalReason.WeakCrypto, Check(new LeafSpec { Key = key }));
    }

    [Theory]
    [InlineData("nistP384", null)]
    [InlineData("secp224r1", PeerRefusalReason.WeakCrypto)]
    public void CurveKey_NeedsEnoughBits(string curve, PeerRefusalReason? reason)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));

        Assert.Equal(reason, Check(new LeafSpec { Key = key }));
    }

    [Fact]
    public void Sha1Signature_IsRefused()
    {
        var spec = new LeafSpec { Signer = new Sha1Signer(Authority.Certificate.GetECDsaPrivateKey()!) };

        Assert.NotNull(Check(spec));
        Assert.False(CertificateStrength.HasStrongSignature(Authority.Issue(spec).Leaf)); // whatever OpenSSL on this machine thinks of SHA-1
    }

    [Theory]
    [InlineData("public", null)]
    [InlineData("elsewhere", PeerRefusalReason.InvalidChain)]
    public void NameConstraintOfAnIntermediate_Holds(string onlyDomain, PeerRefusalReason? reason)
    {
        var bundle = Authority.Intermediate(onlyDomain: onlyDomain).Issue(new LeafSpec());

        Assert.Equal(reason, Verification().Check(bundle.Leaf, [.. bundle.Intermediates], PeerSide.Client)?.Reason);
    }

    [Fact]
    public void NoAnchors_NobodyIsTrusted()
    {
        var nobody = new PeerVerification([], new ManualClock(LeafSpec.From.AddHours(1)));

        Assert.Equal(PeerRefusalReason.UnknownAuthority, nobody.Check(Authority.Issue(new LeafSpec()).Leaf, null, PeerSide.Client)?.Reason);
    }

    [Fact]
    public void SignatureChangedByOneBit_IsRefused()
    {
        var raw = Authority.Issue(new LeafSpec()).Leaf.RawData;
        raw[^1] ^= 1;

        Assert.NotNull(Verification().Check(X509CertificateLoader.LoadCertificate(raw), null, PeerSide.Client));
    }

    [Fact]
    public void AnchorsExpired_LeafIsRefused()
    {
        var later = new PeerVerification([Authority.Root], new ManualClock(LeafSpec.To.AddDays(31)));
        var leaf = Authority.Issue(new LeafSpec { NotAfter = LeafSpec.To.AddDays(30) }).Leaf;

        Assert.Equal(PeerRefusalReason.Expired, later.Check(leaf, null, PeerSide.Client)?.Reason);
    }

    [Fact]
    public void IntermediateNotSent_IsRefused()
    {
        var leaf = Authority.Intermediate().Issue(new LeafSpec()).Leaf;

        Assert.Equal(PeerRefusalReason.UnknownAuthority, Verification().Check(leaf, null, PeerSide.Client)?.Reason);
    }

    [Fact]
    public void RootSentByThePeer_IsNotTrusted()
    {
        var other = new TestAuthority("CN=other");

        var refusal = Verification().Check(other.Issue(new LeafSpec()).Leaf, [other.Root], PeerSide.Client);

        Assert.Equal(PeerRefusalReason.UnknownAuthority, refusal?.Reason);
        Assert.Contains("\"CN=other\"", refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NastySubject_IsPrintable()
    {
        var leaf = Authority.Issue(new LeafSpec { Subject = "CN=\"a\n\u001b[31mred" + new string('x', 40) + "\"", Uris = [] }).Leaf;

        Assert.Matches("^subject \"[ -~]+\"$", PeerIdentity.Describe(leaf));
    }

    [Theory]
    [InlineData("spiffe://public/ns/default/orders", true)]
    [InlineData("spiffe://public/ns/default/orders/", false)]
    [InlineData("spiffe://public/ns/default", false)]
    [InlineData("spiffe://public/ns/default/or%20ders", false)]
    public void Identity_IsReadOnlyFromAWholeSpiffeId(string uri, bool read) =>
        Assert.Equal(read, PeerIdentity.From(Authority.Issue(new LeafSpec { Uris = [uri] }).Leaf) is not null);

    private static PeerVerification Verification() => new([Authority.Root], new ManualClock(LeafSpec.From.AddHours(1)));

    private static PeerRefusalReason? Check(LeafSpec spec)
    {
        CertificateBundle bundle = Authority.Issue(spec);
        return Verification().Check(bundle.Leaf, null, PeerSide.Client)?.Reason;
    }
}
