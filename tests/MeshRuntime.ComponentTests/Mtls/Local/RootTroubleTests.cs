using System.Security.Cryptography;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.Components.Mtls.Local;

namespace MeshRuntime.ComponentTests.Mtls.Local;

/// <summary>What comes between while roots change: crashes, clocks, folders, foreign hands.</summary>
public sealed class RootTroubleTests : RootScene
{
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
                await File.WriteAllTextAsync(Path.Combine(Files.Folder, ".draft.0123"), "-----BEGIN PRIV");
                break;
            case "published: the key, not yet the certificate":
                using (var orphan = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    AuthorityFiles.Write(Files.NextKey, orphan.ExportPkcs8PrivateKeyPem());
                }

                break;
            default:
                await IssueAtAsync(3621);
                var (signer, next) = RootsFile.Parse(await File.ReadAllTextAsync(Files.Roots)) is [var first, var second] ? (first, second) : default;
                Files.Replace(Files.Roots, RootsFile.Write([signer with { TrustedUntil = signer.End }, next]));
                if (where == "switched: the key, not yet the file")
                {
                    File.Move(Files.NextKey, Files.Key, overwrite: true);
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
        Directory.CreateDirectory(Path.Combine(Files.Folder, "rotation.lock"));
        await using var source = await Sidecars.StartAsync<ICertificateSource>("mtls.local");
        Clock.Shift = TimeSpan.FromDays(3625);
        for (var i = 0; i < 3; i++)
        {
            Assert.Single((await source.IssueAsync(Orders, CancellationToken.None)).TrustAnchors);
        }

        Assert.Equal([Stuck], Steps());
        Clock.Shift = TimeSpan.FromDays(3651);
        var refusal = await Assert.ThrowsAsync<ComponentException>(async () => await source.IssueAsync(Orders, CancellationToken.None));
        Assert.Contains("has no successor", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FormerRootInAFolderThatCannotBeWritten_EndsByTheClock()
    {
        await IssueAtAsync(0);
        await IssueAtAsync(3621);
        await IssueAtAsync(3632);
        File.Delete(Path.Combine(Files.Folder, "rotation.lock"));
        Directory.CreateDirectory(Path.Combine(Files.Folder, "rotation.lock"));

        Assert.Single((await IssueAtAsync(3643)).TrustAnchors);
    }

    [Fact]
    public async Task CertificateThatNobodyNoted_IsNotTrusted()
    {
        await IssueAtAsync(0);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var parent = LocalAuthority.CreateRoot(key, Clock.GetUtcNow(), Clock.GetUtcNow().AddYears(1));
        await File.AppendAllTextAsync(Files.Roots, parent.ExportCertificatePem());

        Assert.DoesNotContain(parent, (await IssueAtAsync(1)).TrustAnchors);
    }

    [Fact]
    public async Task NextKeyThatIsGone_CostsTheNextRootAndNothingElse()
    {
        var old = (await IssueAtAsync(0)).TrustAnchors.Single();
        await IssueAtAsync(3621);
        File.Delete(Files.NextKey);

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
        File.SetUnixFileMode(Files.NextKey, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var refusal = await Assert.ThrowsAsync<ComponentException>(() => IssueAtAsync(3632));

        Assert.EndsWith("chmod 600 " + Files.NextKey, refusal.Message, StringComparison.Ordinal);
    }
}
