using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.IntegrationTests.Security;

/// <summary>The certificate authority in the data folder: made once, private, shared.</summary>
public sealed class SharedAuthorityTests : MeshTest
{
    [Fact]
    public async Task TenStartedAtOnce_ShareOneAuthority()
    {
        var app = await Bed.BareAppAsync("app");
        var sidecars = Enumerable.Range(0, 10).Select(i => Bed.Start(new SidecarSetup($"app{i}") { AppPort = app.Port })).ToArray();

        foreach (var sidecar in sidecars)
        {
            await sidecar.WaitUntilReadyAsync();
        }

        using var root = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Bed.DataFolder, "ca", "ca.crt"));
        foreach (var sidecar in sidecars)
        {
            using var leaf = await PeerProbe.CertificateOfAsync(sidecar.PeerPort);
            AssertSignedBy(root, leaf);
            Assert.Equal("hello from app", await sidecars[0].Http.GetStringAsync($"/v1.0/invoke/{sidecar.AppId}/method/x"));
        }

        Assert.Equal(1, sidecars.Count(sidecar => sidecar.Log.Contains("Made a certificate authority")));
    }

    [Fact]
    public async Task DataFolder_IsPrivate()
    {
        await Bed.AppAsync("orders");

        foreach (var path in Directory.EnumerateFileSystemEntries(Bed.DataFolder, "*", SearchOption.AllDirectories).Append(Bed.DataFolder))
        {
            var mode = File.GetUnixFileMode(path);
            Assert.True((mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) == 0, $"{path}: {mode}");
        }
    }

    // G20: a key that others can read is no key.
    [Fact]
    public async Task KeyOpenToOthers_IsRefused()
    {
        var orders = await Bed.AppAsync("orders");
        await orders.Sidecar.KillAsync();
        File.SetUnixFileMode(
            Path.Combine(Bed.DataFolder, "ca", "ca.key"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var again = Bed.Start(new SidecarSetup("orders"));

        Assert.Equal(1, await again.WaitForExitAsync());
        Assert.Contains("ca.key", again.Log.Text, StringComparison.Ordinal);
        Assert.Contains("chmod 600", again.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_HoldsTheAppsName()
    {
        var orders = await Bed.AppAsync(new SidecarSetup("orders").WithEnvironment("NAMESPACE", "shop"));

        using var leaf = await PeerProbe.CertificateOfAsync(orders.Sidecar.PeerPort);

        var names = leaf.Extensions.Single(extension => extension.Oid?.Value == "2.5.29.17");
        Assert.Contains("spiffe://public/ns/shop/orders", System.Text.Encoding.Latin1.GetString(names.RawData), StringComparison.Ordinal);
    }

    private static void AssertSignedBy(X509Certificate2 root, X509Certificate2 leaf)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(leaf), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
    }
}
