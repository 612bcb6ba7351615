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

    /// <summary>
    /// Says whether <see cref="IssueAsync"/> would now give other roots, or a leaf of another issuer, than a bundle has that it gave before. Asked once
    /// a minute, more often while leaves live less than two; true brings a renewal at once, so that every sidecar knows the next root long before a
    /// peer shows a leaf of it. A source whose roots never change need not answer.
    /// </summary>
    /// <exception cref="ComponentException">It cannot be told now; the bundle stays in use.</exception>
    ValueTask<bool> HasChangedAsync(CertificateBundle since, CancellationToken cancellation) => ValueTask.FromResult(false);
}
