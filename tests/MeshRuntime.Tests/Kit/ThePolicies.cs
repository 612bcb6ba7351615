using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.Kit;

/// <summary>Makes what all policies of a sidecar share.</summary>
internal static class ThePolicies
{
    public static Policies On(TimeProvider time, ResiliencyMeters? meters = null, ILoggerFactory? loggers = null) =>
        new("default", time, new Random(1), meters ?? new ResiliencyMeters(), loggers ?? NullLoggerFactory.Instance);
}
