using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.IntegrationTests.Security;

/// <summary>The port between sidecars: who comes without a certificate of this mesh gets nothing, and the log says why.</summary>
public sealed class PeerPortTests : MeshTest
{
    private const string Client = "spiffe://public/ns/default/client";

    // The authority's key lies in the user's own data folder, so the test can sign what no honest mesh would.
    private X509Certificate2 Authority => X509Certificate2.CreateFromPemFile(
        Path.Combine(Bed.DataFolder, "ca", "ca.crt"), Path.Combine(Bed.DataFolder, "ca", "ca.key"));

    [Fact]
    public async Task CertificateOfThisMesh_IsLetIn_AndItsNameCounts()
    {
        var orders = await Bed.AppAsync("orders");

        var answer = await PeerProbe.TryCallAsync(
            orders.Sidecar.PeerPort, TestCertificates.Leaf(Authority, Client), change: request =>
            {
                request.Headers.TryAddWithoutValidation("dapr-caller-app-id", "admin");
                request.Headers.TryAddWithoutValidation("dapr-caller-namespace", "admin");
            });

        Assert.Equal("hello from orders", await answer!.Content.ReadAsStringAsync());
        Assert.Equal(["client"], orders.App.Only.All("dapr-caller-app-id"));
        Assert.DoesNotContain("admin", orders.App.Wire, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoCertificate_GetsNothing() => await AssertRefusedAsync(null, "certificate");

    [Fact]
    public async Task OtherAuthority_GetsNothing() =>
        await AssertRefusedAsync(TestCertificates.Leaf(TestCertificates.Authority(), Client), "certificate");

    // G02: a root that calls itself by our root's name.
    [Fact]
    public async Task OtherAuthorityOfTheSameName_GetsNothing()
    {
        var orders = await Bed.AppAsync("orders");
        var impostor = TestCertificates.Authority(Authority.SubjectName);

        await AssertRefusedAsync(orders, TestCertificates.Leaf(impostor, Client), "certificate");
    }

    // G03
    [Fact]
    public async Task ExpiredCertificate_GetsNothing()
    {
        var orders = await Bed.AppAsync("orders");
        var now = DateTimeOffset.UtcNow;

        await AssertRefusedAsync(orders, TestCertificates.Leaf(Authority, Client, now.AddMinutes(-30), now.AddSeconds(-2)), "expired");
    }

    [Fact]
    public async Task CertificateOfTheFuture_GetsNothing()
    {
        var orders = await Bed.AppAsync("orders");
        var now = DateTimeOffset.UtcNow;

        await AssertRefusedAsync(orders, TestCertificates.Leaf(Authority, Client, now.AddMinutes(30), now.AddHours(1)), "certificate");
    }

    [Theory]
    [InlineData("https://public/ns/default/client")]
    [InlineData("spiffe://public/default/client")]
    [InlineData("spiffe://public/ns/default/client/extra")]
    [InlineData("spiffe://public/ns/default/")]
    public async Task CertificateWithoutAMeshIdentity_GetsNothing(string uri)
    {
        var orders = await Bed.AppAsync("orders");

        await AssertRefusedAsync(orders, TestCertificates.Leaf(Authority, uri), "SPIFFE");
    }

    [Fact]
    public async Task SelfSigned_GetsNothing() => await AssertRefusedAsync(TestCertificates.SelfSigned("client"), "certificate");

    // G07
    [Theory]
    [InlineData(SslProtocols.Tls12)]
#pragma warning disable SYSLIB0039 // Old on purpose.
    [InlineData(SslProtocols.Tls11)]
#pragma warning restore SYSLIB0039
    public async Task OlderTls_IsRefused_EvenWithAGoodCertificate(SslProtocols protocol)
    {
        var orders = await Bed.AppAsync("orders");

        var answer = await PeerProbe.TryCallAsync(orders.Sidecar.PeerPort, TestCertificates.Leaf(Authority, Client), protocol);

        Assert.Null(answer);
        Assert.Empty(orders.App.Requests);
    }

    // G09: a hello in pieces, and names that a server might select by.
    [Theory]
    [InlineData("127.0.0.1", 1)]
    [InlineData("orders", int.MaxValue)]
    [InlineData("OrDeRs.Default", int.MaxValue)]
    [InlineData("x.public", 7)]
    public async Task OddHello_StillNeedsACertificate(string serverName, int writeSize)
    {
        var orders = await Bed.AppAsync("orders");

        Assert.Null(await PeerProbe.TryCallAsync(orders.Sidecar.PeerPort, null, serverName: serverName, writeSize: writeSize));
        Assert.Empty(orders.App.Requests);
        Assert.NotNull(await PeerProbe.TryCallAsync(
            orders.Sidecar.PeerPort, TestCertificates.Leaf(Authority, Client), serverName: serverName, writeSize: writeSize));
    }

    // G01
    [Theory]
    [InlineData("GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0")]
    [InlineData("\u0016\u0003\u0001\u0000\u0001x")]
    [InlineData("")]
    public async Task Plaintext_IsClosed(string bytes)
    {
        var orders = await Bed.AppAsync("orders");
        await using var connection = await RawClient.ConnectAsync(orders.Sidecar.PeerPort);

        await connection.SendAsync(bytes);
        connection.ShutdownSend();

        Assert.True(await connection.IsClosedByServerAsync());
        Assert.Empty(orders.App.Requests);
        Assert.NotNull(await PeerProbe.TryCallAsync(orders.Sidecar.PeerPort, TestCertificates.Leaf(Authority, Client)));
    }

    [Fact]
    public async Task Refusals_DoNotDisturbTheOthers()
    {
        var orders = await Bed.AppAsync("orders");
        var client = await Bed.SidecarAsync("client");

        var refusals = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PeerProbe.TryCallAsync(orders.Sidecar.PeerPort, null)));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("hello from orders", await client.Http.GetStringAsync("/v1.0/invoke/orders/method/x"));
        }

        Assert.All(await refusals, Assert.Null);
    }

    private async Task AssertRefusedAsync(X509Certificate2? certificate, string reason) =>
        await AssertRefusedAsync(await Bed.AppAsync("orders"), certificate, reason);

    private static async Task AssertRefusedAsync(Workload orders, X509Certificate2? certificate, string reason)
    {
        var answer = await PeerProbe.TryCallAsync(orders.Sidecar.PeerPort, certificate);

        Assert.Null(answer);
        Assert.Empty(orders.App.Requests);
        await Wait.UntilAsync(
            () => orders.Sidecar.Log.Lines.Any(line =>
                line.Contains("level=warn", StringComparison.Ordinal) && line.Contains(reason, StringComparison.OrdinalIgnoreCase)),
            $"a warning that says \"{reason}\"");
    }
}
