using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.Components.Mtls.Local;

namespace MeshRuntime.ComponentTests.Mtls.Local;

/// <summary>Sidecars of one user, whose authority ages in virtual time.</summary>
public abstract class RootScene : IDisposable
{
    private protected const int Published = 5003;
    private protected const int Switched = 5004;
    private protected const int Dropped = 5005;
    private protected const int Stuck = 5006;

    private protected static readonly WorkloadIdentity Orders = new("public", "default", "orders");

    private readonly TempFolder _folder = new();

    private protected RootScene()
    {
        Files = new AuthorityFiles(_folder["home/ca"]);
        Sidecars = new Bench(_folder["home"]) { Time = Clock };
    }

    private protected ManualClock Clock { get; } = new();

    private protected AuthorityFiles Files { get; }

    private protected Bench Sidecars { get; }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task<CertificateBundle> IssueAtAsync(int day, params (string Name, string Value)[] metadata)
    {
        Clock.Shift = TimeSpan.FromDays(day);
        await using var source = await Sidecars.StartAsync<ICertificateSource>("mtls.local", metadata);
        return await source.IssueAsync(Orders, CancellationToken.None);
    }

    private protected IEnumerable<int> Steps() => Sidecars.Logs.All.Select(line => line.Id).Where(id => id is >= Published and <= Stuck);

    private protected IEnumerable<string?> Names() => Directory.EnumerateFileSystemEntries(Files.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private protected static bool IsFrom(CertificateBundle bundle, X509Certificate2 root) => bundle.Leaf.Issuer == root.Subject;

    private protected bool Verifies(X509Certificate2 leaf, CertificateBundle by)
    {
        // One root at a time, as the data plane does.
        return by.TrustAnchors.Any(anchor =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(anchor);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationTime = Clock.GetUtcNow().UtcDateTime;
            return chain.Build(leaf);
        });
    }
}
