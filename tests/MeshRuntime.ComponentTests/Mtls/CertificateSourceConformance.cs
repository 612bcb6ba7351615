using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.Mtls;

/// <summary>What every certificate source must do.</summary>
public abstract class CertificateSourceConformance(string type) : IAsyncLifetime
{
    private static readonly WorkloadIdentity Orders = new("public", "default", "orders");

    private readonly TempFolder _folder = new();
    private ICertificateSource? _source;

    private ICertificateSource Source => _source!;

    public async ValueTask InitializeAsync() => _source = await new Bench(_folder.Path).StartAsync<ICertificateSource>(type);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("public", "default", "orders")]
    [InlineData("Public.Example", "Team_A", "Orders-2.eu")]
    public async Task Leaf_NamesItsIdentityToTheLetter(string trustDomain, string space, string app)
    {
        var identity = new WorkloadIdentity(trustDomain, space, app);

        var leaf = (await Source.IssueAsync(identity, CancellationToken.None)).Leaf;

        Assert.Equal("", leaf.Subject);
        var names = Assert.Single(leaf.Extensions, extension => extension.Oid?.Value == "2.5.29.17");
        Assert.True(names.Critical);
        Assert.EndsWith(identity.SpiffeId, System.Text.Encoding.ASCII.GetString(names.RawData), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaf_IsGoodForBothEndsAndForNothingElse()
    {
        var leaf = (await Source.IssueAsync(Orders, CancellationToken.None)).Leaf;

        Assert.Equal(X509KeyUsageFlags.DigitalSignature, leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.False(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        var uses = leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value!);
        Assert.Equal(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"], uses.Order());
    }

    [Fact]
    public async Task Leaf_IsGoodNowAndVerifiesAgainstTheAnchors()
    {
        var bundle = await Source.IssueAsync(Orders, CancellationToken.None);

        Assert.True(Verifies(bundle.Leaf, bundle));
        Assert.All(bundle.TrustAnchors, anchor => Assert.False(anchor.HasPrivateKey));
    }

    [Fact]
    public async Task EachIssue_HasItsOwnKeyAndSerial()
    {
        var one = (await Source.IssueAsync(Orders, CancellationToken.None)).Leaf;
        var two = (await Source.IssueAsync(Orders, CancellationToken.None)).Leaf;

        Assert.NotEqual(one.PublicKey.EncodedKeyValue.RawData, two.PublicKey.EncodedKeyValue.RawData);
        Assert.NotEqual(one.SerialNumber, two.SerialNumber);
    }

    [Fact]
    public async Task TwoSidecars_TrustEachOther()
    {
        await using var other = await new Bench(_folder.Path).StartAsync<ICertificateSource>(type);
        var mine = await Source.IssueAsync(Orders, CancellationToken.None);
        var theirs = await other.IssueAsync(new WorkloadIdentity("public", "default", "checkout"), CancellationToken.None);

        Assert.True(Verifies(theirs.Leaf, mine));
        Assert.True(Verifies(mine.Leaf, theirs));
    }

    [Fact]
    public async Task Leaf_WorksInMutualTls13()
    {
        var server = await Source.IssueAsync(Orders, CancellationToken.None);
        var client = await Source.IssueAsync(new WorkloadIdentity("public", "default", "checkout"), CancellationToken.None);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var dialled = new TcpClient();
        var accepting = listener.AcceptTcpClientAsync();
        await dialled.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await accepting;

        await using var inbound = new SslStream(accepted.GetStream());
        await using var outbound = new SslStream(dialled.GetStream());
        var serving = inbound.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(server.Leaf, null, offline: true),
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, peer, _, _) => peer is X509Certificate2 leaf && Verifies(leaf, server),
        });
        await outbound.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "orders",
            ClientCertificateContext = SslStreamCertificateContext.Create(client.Leaf, null, offline: true),
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, peer, _, _) => peer is X509Certificate2 leaf && Verifies(leaf, client),
        });
        await serving;

        Assert.True(inbound.IsMutuallyAuthenticated && outbound.IsMutuallyAuthenticated);
    }

    [Fact]
    public async Task CancelledIssue_IsACancellation()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Source.IssueAsync(Orders, new CancellationToken(canceled: true)));
    }

    private static bool Verifies(X509Certificate2 leaf, CertificateBundle bundle)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(bundle.TrustAnchors.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(bundle.Intermediates.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}
