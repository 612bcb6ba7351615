using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.Mtls.Local;

public sealed class LocalCertificateSourceTests : IDisposable
{
    private static readonly WorkloadIdentity Orders = new("public", "default", "orders");

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    private string Ca => _folder["home/ca"];

    private string Key => Path.Combine(Ca, "ca.key");

    private string Certificate => Path.Combine(Ca, "ca.crt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FirstUse_MakesAPrivateFolder()
    {
        await IssueAsync();

        Assert.Equal(0b111_000_000, (int)File.GetUnixFileMode(_folder["home"]));
        Assert.Equal(0b111_000_000, (int)File.GetUnixFileMode(Ca));
        Assert.Equal(0b110_000_000, (int)File.GetUnixFileMode(Key));
        Assert.Equal(0b110_000_000, (int)File.GetUnixFileMode(Certificate));
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", await File.ReadAllTextAsync(Key), StringComparison.Ordinal);
        Assert.Equal([Ca], Directory.EnumerateFileSystemEntries(_folder["home"]));
    }

    [Fact]
    public async Task SecondStart_KeepsTheAuthority()
    {
        var first = await IssueAsync();
        var second = await IssueAsync();

        Assert.Equal(first.TrustAnchors.Single().Thumbprint, second.TrustAnchors.Single().Thumbprint);
    }

    [Fact]
    public async Task TwoInstallations_HaveDifferentAuthorities()
    {
        using var elsewhere = new TempFolder();
        var here = await IssueAsync();
        await using var source = await new Bench(elsewhere.Path).StartAsync<ICertificateSource>("mtls.local");
        var there = await source.IssueAsync(Orders, CancellationToken.None);

        Assert.NotEqual(here.TrustAnchors.Single().Subject, there.TrustAnchors.Single().Subject);
    }

    [Fact]
    public async Task TwelveProcessesAtOnce_MakeOneAuthority()
    {
        var players = Enumerable.Range(0, 12).Select(_ => new Player("certificates", _folder["home"])).ToArray();
        try
        {
            await Task.WhenAll(players.Select(player => player.HearAsync()));
            await Task.WhenAll(players.Select(player => player.SayAsync("go")));
            var roots = await Task.WhenAll(players.Select(player => player.HearAsync()));

            Assert.Equal(X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Certificate)).Thumbprint, Assert.Single(roots.Distinct()));
            Assert.Equal([Ca], Directory.EnumerateFileSystemEntries(_folder["home"]));
        }
        finally
        {
            await Task.WhenAll(players.Select(player => player.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task FolderThatAKilledProcessLeft_IsNotInTheWay()
    {
        var draft = Directory.CreateDirectory(_folder["home/.ca.0123"]);
        await File.WriteAllTextAsync(Path.Combine(draft.FullName, "ca.key"), "-----BEGIN PRIV");

        Assert.True((await IssueAsync()).Leaf.HasPrivateKey);
    }

    [Fact]
    public async Task EmptyFolderMadeBeforehand_IsTaken()
    {
        Directory.CreateDirectory(Ca);

        Assert.True((await IssueAsync()).Leaf.HasPrivateKey);
        Assert.Equal(0b111_000_000, (int)File.GetUnixFileMode(Ca));
    }

    [Fact]
    public async Task OpenSsl_VerifiesTheLeafAndReadsWhatTheContractSays()
    {
        var leaf = (await IssueAsync()).Leaf;
        await File.WriteAllTextAsync(_folder["leaf.crt"], leaf.ExportCertificatePem());

        foreach (var purpose in new[] { "sslserver", "sslclient" })
        {
            var verified = await Shell.RunAsync("openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile", Certificate, _folder["leaf.crt"]);
            Assert.True(verified.Code == 0, verified.Text);
        }

        var text = (await Shell.RunAsync("openssl", "x509", "-in", _folder["leaf.crt"], "-noout", "-text")).Text;
        Assert.Matches(@"Subject Alternative Name: critical\s+URI:spiffe://public/ns/default/orders\n", text);
        Assert.Matches(@"Key Usage: critical\s+Digital Signature\n", text);
        Assert.Matches(@"Extended Key Usage: ?\s+TLS Web Server Authentication, TLS Web Client Authentication\n", text);
        Assert.Contains("prime256v1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Serial Number: -", text, StringComparison.Ordinal);
        Assert.DoesNotContain("(Negative)", text, StringComparison.Ordinal);

        var root = (await Shell.RunAsync("openssl", "x509", "-in", Certificate, "-noout", "-text")).Text;
        Assert.Matches(@"Basic Constraints: critical\s+CA:TRUE, pathlen:0\n", root);
        Assert.Matches(@"Key Usage: critical\s+Certificate Sign, CRL Sign\n", root);
    }

    [Theory]
    [InlineData("24h", "15m")]
    [InlineData("1h", "0s")]
    [InlineData("20s", "0s")]
    public async Task Leaf_HasTheDatesOfTheMetadata(string lifetime, string skew)
    {
        var now = _clock.GetUtcNow();
        var leaf = (await IssueAsync(("workloadCertTTL", lifetime), ("allowedClockSkew", skew))).Leaf;

        GoDuration.TryParse(lifetime, TimeSpan.Zero, out var life);
        GoDuration.TryParse(skew, TimeSpan.Zero, out var back);
        Assert.InRange(leaf.NotAfter.ToUniversalTime() - now.UtcDateTime, life - TimeSpan.FromSeconds(5), life + TimeSpan.FromSeconds(5));
        Assert.InRange(now.UtcDateTime - leaf.NotBefore.ToUniversalTime(), back - TimeSpan.FromSeconds(5), back + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Root_LastsTenYearsUnlessToldOtherwise()
    {
        var root = (await IssueAsync()).TrustAnchors.Single();
        Directory.Delete(Ca, recursive: true);
        var shorter = (await IssueAsync(("caTTL", "48h"))).TrustAnchors.Single();

        Assert.InRange((root.NotAfter.ToUniversalTime() - _clock.GetUtcNow().UtcDateTime).TotalDays, 3649, 3651);
        Assert.InRange((shorter.NotAfter.ToUniversalTime() - _clock.GetUtcNow().UtcDateTime).TotalDays, 1.9, 2.1);
    }

    [Fact]
    public async Task Leaf_DoesNotOutliveItsRoot()
    {
        await IssueAsync(("caTTL", "2h"));
        _clock.Shift = TimeSpan.FromMinutes(110);
        var bundle = await IssueAsync(("caRotateBefore", "0s"), ("workloadCertTTL", "24h"));

        Assert.Equal(bundle.TrustAnchors.Single().NotAfter, bundle.Leaf.NotAfter);
    }

    [Fact]
    public async Task ExpiredRoot_IsRefusedWithFileDateAndCure()
    {
        var root = (await IssueAsync(("caTTL", "2h"))).TrustAnchors.Single();
        _clock.Shift = TimeSpan.FromHours(3);

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => IssueAsync(("caRotateBefore", "0s")));

        Assert.Contains(Certificate, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(root.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", null), refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"delete {Ca}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunningSource_StopsIssuingWhenTheRootExpires()
    {
        await using var source = await new Bench(_folder["home"]) { Time = _clock }.StartAsync<ICertificateSource>(
            "mtls.local", ("caTTL", "2h"), ("caRotateBefore", "0s"));
        await source.IssueAsync(Orders, CancellationToken.None);
        _clock.Shift = TimeSpan.FromHours(3);

        await Assert.ThrowsAsync<ComponentException>(async () => await source.IssueAsync(Orders, CancellationToken.None));
    }

    [Fact]
    public async Task ClockBeforeTheRoot_IsRefused()
    {
        await IssueAsync();
        _clock.Shift = TimeSpan.FromDays(-2);

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => IssueAsync());

        Assert.Contains("Set the clock", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca.key", UnixFileMode.GroupRead, "chmod 600 ")]
    [InlineData("ca.key", UnixFileMode.OtherWrite, "chmod 600 ")]
    [InlineData("", UnixFileMode.OtherExecute, "chmod 700 ")]
    [InlineData("", UnixFileMode.GroupRead, "chmod 700 ")]
    public async Task KeyOpenToOthers_IsRefusedWithTheCure(string name, UnixFileMode extra, string cure)
    {
        await IssueAsync();
        var path = Path.TrimEndingDirectorySeparator(Path.Combine(Ca, name));
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | extra);

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => IssueAsync());

        Assert.Equal(ComponentFault.Denied, refusal.Fault);
        Assert.EndsWith(cure + path, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("ca.crt")]
    public async Task HalfAnAuthority_IsRefusedAndNotReplaced(string missing)
    {
        await IssueAsync();
        File.Delete(Path.Combine(Ca, missing));

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => IssueAsync());

        Assert.Contains(Path.Combine(Ca, missing) + " is missing", refusal.Message, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(Ca));
    }

    [Theory]
    [InlineData("ca.key", "")]
    [InlineData("ca.crt", "nonsense")]
    public async Task BrokenFile_IsRefusedByName(string name, string content)
    {
        await IssueAsync();
        await File.WriteAllTextAsync(Path.Combine(Ca, name), content);

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => IssueAsync());

        Assert.Contains(Path.Combine(Ca, name), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyOfAnotherAuthority_IsRefused()
    {
        await IssueAsync();
        var certificate = await File.ReadAllTextAsync(Certificate);
        Directory.Delete(Ca, recursive: true);
        await IssueAsync();
        await File.WriteAllTextAsync(Certificate, certificate);

        await Assert.ThrowsAsync<ComponentException>(() => IssueAsync());
    }

    [Fact]
    public async Task LeafInPlaceOfTheRoot_IsRefused()
    {
        var leaf = (await IssueAsync()).Leaf;
        await File.WriteAllTextAsync(Certificate, leaf.ExportCertificatePem());
        using var key = leaf.GetECDsaPrivateKey()!;
        await File.WriteAllTextAsync(Key, key.ExportPkcs8PrivateKeyPem());

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => IssueAsync());

        Assert.Contains("CA:TRUE", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a b?")]
    [InlineData("ordérs")]
    public async Task NameThatDoesNotFitASpiffeId_IsRefused(string app)
    {
        await using var source = await new Bench(_folder["home"]).StartAsync<ICertificateSource>("mtls.local");

        await Assert.ThrowsAsync<ComponentException>(
            async () => await source.IssueAsync(new WorkloadIdentity("public", "default", app), CancellationToken.None));
    }

    private async Task<CertificateBundle> IssueAsync(params (string Name, string Value)[] metadata)
    {
        await using var source = await new Bench(_folder["home"]) { Time = _clock }.StartAsync<ICertificateSource>("mtls.local", metadata);
        return await source.IssueAsync(Orders, CancellationToken.None);
    }
}
