using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.ComponentTests.Kit;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ComponentTests.Mtls.Local;

/// <summary>Roots change by themselves: K04, in virtual time.</summary>
public sealed class RootRotationTests : RootScene
{
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
        Assert.All(Directory.EnumerateFiles(Files.Folder), file => Assert.Equal(0b110_000_000, (int)File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task TwoRotationsAndThreeSidecars_EachTrustsEveryLeafAtEverySecond()
    {
        (string, string)[] settings = [("caTTL", "2m"), ("caRotateBefore", "1m"), ("workloadCertTTL", "20s"), ("allowedClockSkew", "0s")];
        await using var one = await Sidecars.StartAsync<ICertificateSource>("mtls.local", settings);
        await using var two = await Sidecars.StartAsync<ICertificateSource>("mtls.local", settings);
        await using var three = await Sidecars.StartAsync<ICertificateSource>("mtls.local", settings);
        ICertificateSource[] sources = [one, two, three];
        var bundles = await Task.WhenAll(sources.Select(source => source.IssueAsync(Orders, CancellationToken.None).AsTask()));

        // Each looks every ten seconds, in its own phase, as a sidecar does whose leaf lives twenty.
        for (var second = 1; second <= 200; second++)
        {
            Clock.Shift = TimeSpan.FromSeconds(second);
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
        var sources = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Sidecars.StartAsync<ICertificateSource>("mtls.local")));
        foreach (var day in new[] { 3625, 3636, 3648 })
        {
            Clock.Shift = TimeSpan.FromDays(day);
            await Task.WhenAll(sources.Select(source => Task.Run(async () => await source.IssueAsync(Orders, CancellationToken.None))));
        }

        Assert.Equal([Published, Switched, Dropped], Steps());
        Assert.Empty(Sidecars.Logs.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task Change_IsSeenByWhoLooks()
    {
        await using var source = await Sidecars.StartAsync<ICertificateSource>("mtls.local");
        var bundle = await source.IssueAsync(Orders, CancellationToken.None);
        Assert.False(await source.HasChangedAsync(bundle, CancellationToken.None));

        foreach (var day in new[] { 3621, 3632, 3643 })
        {
            Clock.Shift = TimeSpan.FromDays(day);
            Assert.True(await source.HasChangedAsync(bundle, CancellationToken.None));
            bundle = await source.IssueAsync(Orders, CancellationToken.None);
            Assert.False(await source.HasChangedAsync(bundle, CancellationToken.None));
        }
    }

    [Fact]
    public async Task OldBuild_ReadsItsHalvesAtEachStep()
    {
        foreach (var day in new[] { 0, 3621, 3632, 3643 })
        {
            await IssueAtAsync(day);

            // What a build did that knew one root: the first certificate of the one file, the key of the other.
            using var certificate = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Files.Roots));
            using var key = ECDsa.Create();
            key.ImportFromPem(await File.ReadAllTextAsync(Files.Key));
            using var joined = certificate.CopyWithPrivateKey(key);
            Assert.True(joined.HasPrivateKey);

            // And readers that look at the first letters of a file find them.
            using var loaded = X509CertificateLoader.LoadCertificateFromFile(Files.Roots);
            Assert.Equal(certificate, loaded);
            var text = await Shell.RunAsync("openssl", "x509", "-in", Files.Roots, "-noout", "-subject");
            Assert.True(text.Code == 0, text.Text);
        }
    }

    [Fact]
    public async Task FolderOfAnOldBuild_IsTakenAsItIsAndRotated()
    {
        await IssueAtAsync(0);
        var bare = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Files.Roots)).ExportCertificatePem();
        await File.WriteAllTextAsync(Files.Roots, bare);

        Assert.Single((await IssueAtAsync(1)).TrustAnchors);
        Assert.Equal(bare, await File.ReadAllTextAsync(Files.Roots));
        Assert.Equal(2, (await IssueAtAsync(3621)).TrustAnchors.Length);
    }

    [Fact]
    public async Task ZeroLead_NeverChangesRootsAndSaysSo()
    {
        await IssueAtAsync(0);

        Assert.Single((await IssueAtAsync(3640, ("caRotateBefore", "0s"))).TrustAnchors);

        Assert.Empty(Steps());
        Assert.Contains(Sidecars.Logs.AtLeast(LogLevel.Warning), line => line.Contains("caRotateBefore is 0s", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("8760h", "720h", "87600h", 365 * 24.0)] // the lead grows to three lives of a leaf
    [InlineData("24h", "720h", "48h", 8.0)] // of a root that lives shortly the leaf has a sixth
    [InlineData("24h", "0s", "87600h", 24.0)]
    public async Task Leaf_LivesOneThirdOfTheLeadAtMost(string leaf, string lead, string root, double hours)
    {
        var bundle = await IssueAtAsync(0, ("workloadCertTTL", leaf), ("caRotateBefore", lead), ("caTTL", root));

        Assert.Equal(hours, (bundle.Leaf.NotAfter.ToUniversalTime() - Clock.GetUtcNow().UtcDateTime).TotalHours, 0.01);
    }
}
