using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>The settings of <c>mtls.local</c>.</summary>
internal sealed record LocalCertificateOptions
{
    /// <summary>Where <c>ca.crt</c> and <c>ca.key</c> are.</summary>
    public required string Folder { get; init; }

    /// <summary>How long a certificate of an app is good for. Half of it is when the sidecar asks for the next one.</summary>
    public required TimeSpan WorkloadLifetime { get; init; }

    /// <summary>How far a certificate's start lies in the past, for peers whose clocks are behind.</summary>
    public required TimeSpan ClockSkew { get; init; }

    /// <summary>How long a new authority is good for.</summary>
    public required TimeSpan AuthorityLifetime { get; init; }

    /// <summary>How long before the end of a root its successor is made; zero for never (<see cref="RotationPlan"/>).</summary>
    public required TimeSpan RotateBefore { get; init; }

    public static LocalCertificateOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;
        return new LocalCertificateOptions
        {
            Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(metadata.Text("caFolder", Path.Combine(context.DataFolder, "ca")))),

            // 24h and 15m are Dapr's (spec.mtls). 20 s is for tests, a renewal every 10 s; half of it is still twice what a failed one waits (4 s).
            WorkloadLifetime = metadata.Duration("workloadCertTTL", TimeSpan.FromHours(24), TimeSpan.FromSeconds(20), TimeSpan.FromDays(365)),
            ClockSkew = metadata.Duration("allowedClockSkew", TimeSpan.FromMinutes(15), TimeSpan.Zero, TimeSpan.FromHours(24)),

            // Ten years: a change of roots costs nobody anything, but a backup of the folder should be good for long. RFC 5280 dates end in 9999,
            // hence a ceiling. Two minutes are for tests: a third of half of them is the shortest life of a leaf.
            AuthorityLifetime = metadata.Duration("caTTL", TimeSpan.FromDays(3650), TimeSpan.FromMinutes(2), TimeSpan.FromDays(36500)),
            RotateBefore = metadata.Duration("caRotateBefore", TimeSpan.FromDays(30), TimeSpan.Zero, TimeSpan.FromDays(3650)),
        };
    }
}
