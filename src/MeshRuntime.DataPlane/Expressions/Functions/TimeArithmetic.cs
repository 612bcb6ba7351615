using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>Calculates with timestamps and durations; what leaves their range is an error.</summary>
internal static class TimeArithmetic
{
    public const int NanosPerSecond = 1_000_000_000;

    /// <summary>0001-01-01T00:00:00Z.</summary>
    public const long MinSeconds = -62_135_596_800;

    /// <summary>9999-12-31T23:59:59Z.</summary>
    public const long MaxSeconds = 253_402_300_799;

    /// <summary>A timestamp, if it is one.</summary>
    public static CelValue Timestamp(long seconds, int nanos = 0) => seconds is >= MinSeconds and <= MaxSeconds ? CelValue.Timestamp(seconds, nanos)
        : CelValue.Error("overflow: a timestamp is of the years 0001 to 9999");

    /// <summary>A duration, if it is one.</summary>
    public static CelValue Duration(Int128 nanos) => nanos >= long.MinValue && nanos <= long.MaxValue ? CelValue.Duration((long)nanos)
        : CelValue.Error("overflow: a duration lasts at most 292 years");

    /// <summary>A timestamp that lies a duration later, or earlier.</summary>
    public static CelValue Add(CelValue timestamp, Int128 nanos)
    {
        var sum = NanosOf(timestamp) + nanos;
        var (seconds, rest) = Int128.DivRem(sum, NanosPerSecond);
        return rest < 0 ? Timestamp((long)seconds - 1, (int)rest + NanosPerSecond) : Timestamp((long)seconds, (int)rest);
    }

    /// <summary>How long it is from one timestamp to another.</summary>
    public static CelValue Between(CelValue from, CelValue to) => Duration(NanosOf(to) - NanosOf(from));

    private static Int128 NanosOf(CelValue timestamp) => ((Int128)timestamp.AsTimestamp.Seconds * NanosPerSecond) + timestamp.AsTimestamp.Nanos;
}
