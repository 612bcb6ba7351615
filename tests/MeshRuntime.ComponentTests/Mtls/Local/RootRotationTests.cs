using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.Components.Mtls.Local;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ComponentTests.Mtls.Local;

/// <summary>Roots change by themselves: K04, in virtual time.</summary>
public sealed class RootRotationTests : IDisposable
{
    private const int Published = 5003;
    private const int Switched = 5004;
    private const int Dropped = 5005;
    private const int Stuck = 5006;

    private static readonly WorkloadIdentity Orders = new("public", "default", "orders");

    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly AuthorityFiles _files;
    private readonly Bench _bench;

    public RootRotationTests()
    {
        _files = new AuthorityFiles(_folder["home/ca"]);
        _bench = new Bench(_folder["home"]) { Time = _clock };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LastThirtyDays_TrustBothRoots_ThenSwitch_ThenDropTheOld()
    {
        var old = (await IssueAtAsync(0)).TrustAnchors.Single();

        Assert.Equal([old], (await IssueAtAsync(3619)).TrustAnchors);
        Assert.Empty(Steps());

        var published = await IssueAtAsync(3621);
        Assert.Equal(2, published.TrustAnchors.Length);
        Assert.True(IsFrom(published, old));
        Assert.True(IsFrom(await IssueAtAsync(3630), old));

        var switched = await IssueAtAsync(3632);
        Assert.Equal(published.TrustAnchors.ToHashSet(), switched.TrustAnchors.ToHashSet());
        Assert.False(IsFrom(switched, old));
        Assert.Equal(2, (await IssueAtAsync(3641)).TrustAnchors.Length);

        var dropped = await IssueAtAsync(3643);
        Assert.True(IsFrom(dropped, Assert.Single(dropped.TrustAnchors)));
        Assert.DoesNotContain(old, dropped.TrustAnchors);
        Assert.Equal([Published, Switched, Dropped], Steps());
        Assert.Equal(["ca.crt", "ca.key", "rotation.lock"], Names());
        Assert.All(Directory.EnumerateFiles(_files.Folder), file => Assert.Equal(0b110_000_000, (int)File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task TwoRotationsAndThreeSidecars_EachTrustsEveryLeafAtEverySecond()
    {
        (string, string)[] settings = [("caTTL", "2m"), ("caRotateBefore", "1m"), ("workloadCertTTL", "20s"), ("allowedClockSkew", "0s")];
        await using var one = await _bench.StartAsync<ICertificateSource>("mtls.local", settings);
        await using var two = await _bench.StartAsync<ICertificateSource>("mtls.local", settings);
        await using var three = await _bench.StartAsync<ICertificateSource>("mtls.local", settings);
        ICertificateSource[] sources = [one, two, three];
        var bundles = await Task.WhenAll(sources.Select(source => source.IssueAsync(Orders, CancellationToken.None).AsTask()));

        // Each looks every ten seconds, in its own phase, as a sidecar does whose leaf lives twenty.
        for (var second = 1; second <= 200; second++)
        {
            _clock.Shift = TimeSpan.FromSeconds(second);
            for (var i = 0; i < sources.Length; i++)
            {
                if (second % 10 == 3 * i)
                {
                    bundles[i] = await sources[i].IssueAsync(Orders, CancellationToken.None);
                }
            }

            foreach (var bundle in bundles)
            {
                Assert.All(bundles, other => Assert.True(Verifies(other.Leaf, bundle), $"after {second} s"));
            }
        }

        Assert.Equal([Published, Switched, Dropped, Published, Switched, Dropped], Steps().Take(6));
    }

    [Fact]
    public async Task TwelveSidecarsAtOnce_TakeEachStepOnce()
    {
        await IssueAtAsync(0);
        var sources = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _bench.StartAsync<ICertificateSource>("mtls.local")));
        foreach (var day in new[] { 3625, 3636, 3648 })
        {
            _clock.Shift = TimeSpan.FromDays(day);
            await Task.WhenAll(sources.Select(source => Task.Run(async () => await source.IssueAsync(Orders, CancellationToken.None))));
        }

        Assert.Equal([Published, Switched, Dropped], Steps());
        Assert.Empty(_bench.Logs.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task Change_IsSeenByWhoLooks()
    {
        await using var source = await _bench.StartAsync<ICertificateSource>("mtls.local");
        var bundle = await source.IssueAsync(Orders, CancellationToken.None);
        Assert.False(await source.HasChangedAsync(bundle, CancellationToken.None));

        foreach (var day in new[] { 3621, 3632, 3643 })
        {
            _clock.Shift = TimeSpan.FromDays(day);
            Assert.True(await source.HasChangedAsync(bundle, CancellationToken.None));
            bundle = await source.IssueAsync(Orders, CancellationToken.None);
            Assert.False(await source.HasChangedAsync(bundle, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("a draft of a killed process")]
    [InlineData("published: the key, not yet the certificate")]
    [InlineData("switched: the dates, not yet the key")]
    [InlineData("switched: the key, not yet the file")]
    public async Task ProcessKilledMidway_IsCarriedOnByTheNext(string where)
    {
        var old = (await IssueAtAsync(0)).TrustAnchors.Single();
        switch (where)
        {
            case "a draft of a killed process":
                await File.WriteAllTextAsync(Path.Combine(_files.Folder, ".draft.0123"), "-----BEGIN PRIV");
                break;
            case "published: the key, not yet the certificate":
                using (var orphan = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    AuthorityFiles.Write(_files.NextKey, orphan.ExportPkcs8PrivateKeyPem());
                }

                break;
            default:
                await IssueAtAsync(3621);
                var (signer, next) = RootsFile.Parse(await File.ReadAllTextAsync(_files.Roots)) is [var first, var second] ? (first, second) : default;
                _files.Replace(_files.Roots, RootsFile.Write([signer with { TrustedUntil = signer.End }, next]));
                if (where == "switched: the key, not yet the file")
                {
                    File.Move(_files.NextKey, _files.Key, overwrite: true);
                }

                break;
        }

        // At the moment of the crash nobody is refused; afterwards the change goes on to its end.
        var after = await IssueAtAsync(3622);
        Assert.Equal(2, after.TrustAnchors.Length);
        Assert.Contains(old, after.TrustAnchors);
        Assert.True(Verifies(after.Leaf, after));
        await IssueAtAsync(3640);
        var end = await IssueAtAsync(3651);
        Assert.True(IsFrom(end, Assert.Single(end.TrustAnchors)));
        Assert.DoesNotContain(old, end.TrustAnchors);
        Assert.Single(Steps(), Published);
        Assert.Equal(["ca.crt", "ca.key", "rotation.lock"], Names());
    }

    [Fact]
    public async Task OldBuild_ReadsItsHalvesAtEachStep()
    {
        foreach (var day in new[] { 0, 3621, 3632, 3643 })
        {
            await IssueAtAsync(day);

            // What a build did that knew one root: the first certificate of the one file, the key of the other.
            using var certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(_files.Roots));
            using var key = ECDsa.Create();
            key.ImportFromPem(await File.ReadAllTextAsync(_files.Key));
            using var joined = certificate.CopyWithPrivateKey(key);
            Assert.True(joined.HasPrivateKey);

            var text = await Shell.RunAsync("openssl", "x509", "-in", _files.Roots, "-noout", "-subject");
            Assert.True(text.Code == 0, text.Text);
        }
    }

    [Fact]
    public async Task FolderOfAnOldBuild_IsTakenAsItIsAndRotated()
    {
        await IssueAtAsync(0);
        var bare = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(_files.Roots)).ExportCertificatePem();
        await File.WriteAllTextAsync(_files.Roots, bare);

        Assert.Single((await IssueAtAsync(1)).TrustAnchors);
        Assert.Equal(bare, await File.ReadAllTextAsync(_files.Roots));
        Assert.Equal(2, (await IssueAtAsync(3621)).TrustAnchors.Length);
    }

    [Fact]
    public async Task HostThatWasOffUntilTheRootHadEnded_GetsANewRootWithoutAHand()
    {
        var old = (await IssueAtAsync(0)).TrustAnchors.Single();

        var bundle = await IssueAtAsync(4000);

        Assert.DoesNotContain(old, bundle.TrustAnchors);
        Assert.True(Verifies(bundle.Leaf, bundle));
    }

    [Theory]
    [InlineData(3625)] // within the last thirty days
    [InlineData(9000)] // past the end
    public async Task ClockThatJumpsAheadAndBack_ChangesRootsOnce(int days)
    {
        await IssueAtAsync(0);
        await IssueAtAsync(days);

        var back = await IssueAtAsync(1);
        Assert.True(Verifies(back.Leaf, back));
        await IssueAtAsync(days + 1);
        await IssueAtAsync(2);
        for (var day = 3600; day < 3650; day++)
        {
            var bundle = await IssueAtAsync(day);
            Assert.True(Verifies(bundle.Leaf, bundle), $"on day {day}");
        }

        Assert.Single(Steps(), Published);
    }

    [Fact]
    public async Task FolderThatCannotBeWritten_IsReadOn_AndToldOnce()
    {
        // Permissions do not bind root, who may run this: a folder in the place of the lock stops everybody.
        await IssueAtAsync(0);
        Directory.CreateDirectory(Path.Combine(_files.Folder, "rotation.lock"));
        await using var source = await _bench.StartAsync<ICertificateSource>("mtls.local");
        _clock.Shift = TimeSpan.FromDays(3625);
        for (var i = 0; i < 3; i++)
        {
            Assert.Single((await source.IssueAsync(Orders, CancellationToken.None)).TrustAnchors);
        }

        Assert.Equal([Stuck], Steps());
        _clock.Shift = TimeSpan.FromDays(3651);
        var refusal = await Assert.ThrowsAsync<ComponentException>(async () => await source.IssueAsync(Orders, CancellationToken.None));
        Assert.Contains("has no successor", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FormerRootInAFolderThatCannotBeWritten_EndsByTheClock()
    {
        await IssueAtAsync(0);
        await IssueAtAsync(3621);
        await IssueAtAsync(3632);
        File.Delete(Path.Combine(_files.Folder, "rotation.lock"));
        Directory.CreateDirectory(Path.Combine(_files.Folder, "rotation.lock"));

        Assert.Single((await IssueAtAsync(3643)).TrustAnchors);
    }

    [Fact]
    public async Task ZeroLead_NeverChangesRootsAndSaysSo()
    {
        await IssueAtAsync(0);

        Assert.Single((await IssueAtAsync(3640, ("caRotateBefore", "0s"))).TrustAnchors);

        Assert.Empty(Steps());
        Assert.Contains(_bench.Logs.AtLeast(LogLevel.Warning), line => line.Contains("caRotateBefore is 0s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CertificateThatNobodyNoted_IsNotTrusted()
    {
        await IssueAtAsync(0);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var parent = LocalAuthority.CreateRoot(key, _clock.GetUtcNow(), _clock.GetUtcNow().AddYears(1));
        await File.AppendAllTextAsync(_files.Roots, parent.ExportCertificatePem());

        Assert.DoesNotContain(parent, (await IssueAtAsync(1)).TrustAnchors);
    }

    [Fact]
    public async Task NextKeyThatIsGone_CostsTheNextRootAndNothingElse()
    {
        var old = (await IssueAtAsync(0)).TrustAnchors.Single();
        await IssueAtAsync(3621);
        File.Delete(_files.NextKey);

        var bundle = await IssueAtAsync(3632);

        Assert.True(IsFrom(bundle, old));
        Assert.Equal(2, bundle.TrustAnchors.Length);
        Assert.False(IsFrom(await IssueAtAsync(3642), old));
    }

    [Fact]
    public async Task NextKeyOpenToOthers_IsRefusedWithTheCure()
    {
        await IssueAtAsync(0);
        await IssueAtAsync(3621);
        File.SetUnixFileMode(_files.NextKey, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => IssueAtAsync(3632));

        Assert.EndsWith("chmod 600 " + _files.NextKey, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8760h", "720h", "87600h", 365 * 24.0)] // the lead grows to three lives of a leaf
    [InlineData("24h", "720h", "48h", 8.0)] // of a root that lives shortly the leaf has a sixth
    [InlineData("24h", "0s", "87600h", 24.0)]
    public async Task Leaf_LivesOneThirdOfTheLeadAtMost(string leaf, string lead, string root, double hours)
    {
        var bundle = await IssueAtAsync(0, ("workloadCertTTL", leaf), ("caRotateBefore", lead), ("caTTL", root));

        Assert.Equal(hours, (bundle.Leaf.NotAfter.ToUniversalTime() - _clock.GetUtcNow().UtcDateTime).TotalHours, 0.01);
    }

    private async Task<CertificateBundle> IssueAtAsync(int day, params (string Name, string Value)[] metadata)
    {
        _clock.Shift = TimeSpan.FromDays(day);
        await using var source = await _bench.StartAsync<ICertificateSource>("mtls.local", metadata);
        return await source.IssueAsync(Orders, CancellationToken.None);
    }

    private IEnumerable<int> Steps() => _bench.Logs.All.Select(line => line.Id).Where(id => id is >= Published and <= Stuck);

    private IEnumerable<string?> Names() => Directory.EnumerateFileSystemEntries(_files.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static bool IsFrom(CertificateBundle bundle, X509Certificate2 root) => bundle.Leaf.Issuer == root.Subject;

    private bool Verifies(X509Certificate2 leaf, CertificateBundle by)
    {
        // One root at a time, as the data plane does.
        return by.TrustAnchors.Any(anchor =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(anchor);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationTime = _clock.GetUtcNow().UtcDateTime;
            return chain.Build(leaf);
        });
    }
}
