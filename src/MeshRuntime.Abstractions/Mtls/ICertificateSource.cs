using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Abstractions.Mtls;

/// <summary>Issues the certificate by which this sidecar proves which app it stands for.</summary>
public interface ICertificateSource : IComponent
{
    /// <summary>
    /// Issues a new leaf with a new key. Called at start and again when half of the leaf's life is over; a failure is tried again while the old leaf
    /// still works.
    /// </summary>
    /// <exception cref="ComponentException">No certificate can be had now.</exception>
    ValueTask<CertificateBundle> IssueAsync(WorkloadIdentity identity, CancellationToken cancellation);
}
