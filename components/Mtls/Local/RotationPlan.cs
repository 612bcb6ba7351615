namespace MeshRuntime.Components.Mtls.Local;

/// <summary>
/// When roots change. The lead, by default the last 30 days of a root, has three equal parts: the next root is trusted; it signs and the old one is
/// trusted still; the old one is gone. No leaf lives longer than one part, so whoever has a leaf that is good knows the roots of that time: it got
/// both at once.
/// </summary>
internal sealed class RotationPlan(LocalCertificateOptions options)
{
    /// <summary>How long before the end of a root the next one is made; zero for never.</summary>
    public TimeSpan Lead { get; } = options.RotateBefore == TimeSpan.Zero ? TimeSpan.Zero : LeadOf(options);

    /// <summary>How long a leaf lives.</summary>
    public TimeSpan LeafLifetime { get; } = options.WorkloadLifetime < LeadOf(options) / 3 ? options.WorkloadLifetime : LeadOf(options) / 3;

    /// <summary>What is to be done now.</summary>
    public RotationStep StepAt(DateTimeOffset now, RootSet roots)
    {
        if (!roots.IsTidy)
        {
            return RotationStep.Tidy;
        }

        if (roots.Former.Any(root => now >= root.TrustedUntil || now >= root.End))
        {
            return RotationStep.Drop;
        }

        var isDue = Lead > TimeSpan.Zero && now >= roots.Signer.End - Lead;
        if (roots.Next is not { SignsFrom: { } signsFrom } next || now >= next.End)
        {
            return isDue ? RotationStep.Publish : RotationStep.None;
        }

        // At the end of the old root in any case: a date that lies behind it was written by a clock that was ahead.
        return now >= signsFrom || now >= roots.Signer.End ? RotationStep.Switch : RotationStep.None;
    }

    /// <summary>When a next root that is trusted from now on may sign: sooner when the host was off until the old one had nearly ended.</summary>
    public DateTimeOffset SignsFrom(DateTimeOffset now, TrustedRoot signer) => now + Least(Part, Floor((signer.End - now) / 3));

    /// <summary>When the root that signs no more has no leaf left.</summary>
    public DateTimeOffset TrustedUntil(DateTimeOffset now, TrustedRoot signer) => now + Least(Part, signer.End - now);

    private TimeSpan Part => LeadOf(options) / 3;

    // Room for three lives of a leaf, however long the user wants them; and of a root that lives shortly, half.
    private static TimeSpan LeadOf(LocalCertificateOptions options)
    {
        var wanted = options.RotateBefore > 3 * options.WorkloadLifetime ? options.RotateBefore : 3 * options.WorkloadLifetime;
        return Least(wanted, options.AuthorityLifetime / 2);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Floor(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
