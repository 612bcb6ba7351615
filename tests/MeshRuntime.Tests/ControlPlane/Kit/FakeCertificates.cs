using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.Tests.ControlPlane.Kit;

/// <summary>Issues certificates of a given life that sign themselves, or fails as the test says.</summary>
internal sealed class FakeCertificates(TimeProvider time, TimeSpan life) : ICertificateSource
{
    public string? Failure { get; set; }

    /// <summary>Whether its roots changed since the last issue.</summary>
    public bool Changed { get; set; }

    public int Issued { get; private set; }

    public WorkloadIdentity? For { get; private set; }

    public ValueTask<CertificateBundle> IssueAsync(WorkloadIdentity identity, CancellationToken cancellation)
    {
        if (Failure is not null)
        {
            throw new ComponentException(ComponentFault.Unavailable, Failure);
        }

        Issued++;
        Changed = false;
        For = identity;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={identity.AppId}", key, HashAlgorithmName.SHA256);

        // As real ones do, it begins in the past; half of the life is counted from the issue all the same.
        var now = time.GetUtcNow();
        return new(new CertificateBundle(request.CreateSelfSigned(now - TimeSpan.FromMinutes(15), now + life), [], []));
    }

    public ValueTask<bool> HasChangedAsync(CertificateBundle since, CancellationToken cancellation) =>
        Failure is null ? new(Changed) : throw new ComponentException(ComponentFault.Unavailable, Failure);

    public ValueTask StartAsync(CancellationToken cancellation) => default;

    public ValueTask DisposeAsync() => default;
}
