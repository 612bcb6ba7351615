using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>One of the functions that take a timestamp apart, in UTC or in a time zone; some also say how many hours or seconds a duration has.</summary>
/// <param name="name">The function.</param>
/// <param name="part">What it takes of a local time.</param>
/// <param name="durationUnit">The nanoseconds of the unit in which it counts a duration; 0 when it does not take one.</param>
internal sealed class TimePart(string name, Func<DateTime, int> part, long durationUnit = 0)
{
    /// <summary>The part in UTC, or the whole duration in the unit.</summary>
    public CelValue InUtc(CelValue value, ref Frame frame) => value.Kind switch
    {
        CelKind.Timestamp => Of(value, TimeSpan.Zero),
        CelKind.Duration when durationUnit > 0 => CelValue.From(value.AsDuration / durationUnit),
        _ => Mismatch.Of(name, value),
    };

    /// <summary>The part in a time zone: a name such as <c>Europe/Berlin</c>, or an offset such as <c>+02:00</c>.</summary>
    public CelValue InZone(CelValue value, CelValue zone, ref Frame frame)
    {
        if (value.Kind != CelKind.Timestamp || zone.Kind != CelKind.String)
        {
            return Mismatch.Of(name, value, zone);
        }

        return TimeZones.TryFindOffset(zone.AsString, value, out var offset) ? Of(value, offset)
            : CelValue.Error("there is no such time zone; write a name such as Europe/Berlin (if the system has it) or an offset such as +02:00");
    }

    private CelValue Of(CelValue timestamp, TimeSpan offset)
    {
        var (seconds, nanos) = timestamp.AsTimestamp;
        var local = seconds + (long)offset.TotalSeconds;
        return local is >= TimeArithmetic.MinSeconds and <= TimeArithmetic.MaxSeconds
            ? CelValue.From((long)part(DateTime.UnixEpoch.AddTicks((local * TimeSpan.TicksPerSecond) + (nanos / 100))))
            : CelValue.Error("overflow: in that time zone the time is not of the years 0001 to 9999");
    }
}
