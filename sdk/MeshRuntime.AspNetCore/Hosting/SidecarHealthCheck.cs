using MeshRuntime.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshRuntime.AspNetCore;

/// <summary>
/// Asks whether the app can call out through its sidecar. Not whether the sidecar finds all well: that may ask the app for its health in turn, and each would wait
/// for the other.
/// </summary>
internal sealed class SidecarHealthCheck(MeshClient mesh) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await mesh.IsOutboundHealthyAsync(cancellationToken).ConfigureAwait(false)
            ? HealthCheckResult.Healthy("the sidecar takes calls")
            : new HealthCheckResult(
                context.Registration.FailureStatus,
                "the sidecar takes no calls: is it running, and is DAPR_HTTP_ENDPOINT or DAPR_HTTP_PORT its address? (mesh run sets them)");
}
