using MeshRuntime.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshRuntime.AspNetCore;

/// <summary>Makes the sidecar part of an app's health.</summary>
public static class SidecarHealthChecks
{
    /// <summary>
    /// Checks that the sidecar is up so far that the app can call out. Keep it away from the path that the sidecar itself probes
    /// (<c>--app-health-check-path</c>) if the app can serve without calling out: there, a sidecar that starts would hold back its own calls.
    /// </summary>
    /// <param name="checks">The app's checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What it reports when the sidecar takes no calls. Null: unhealthy.</param>
    /// <param name="tags">Its tags. Null: none.</param>
    /// <param name="timeout">How long it may take, above zero. Null: as long as the whole report may.</param>
    public static IHealthChecksBuilder AddMeshSidecar(
        this IHealthChecksBuilder checks, string name = "mesh-sidecar", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(checks);
        checks.Services.AddMeshClient();
        return checks.Add(new HealthCheckRegistration(
            name, services => new SidecarHealthCheck(services.GetRequiredService<MeshClient>()), failureStatus, tags, timeout));
    }
}
