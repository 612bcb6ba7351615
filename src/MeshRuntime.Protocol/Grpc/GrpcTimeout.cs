using System.Globalization;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Reads and writes the value of <c>grpc-timeout</c>: one to eight digits and a unit.</summary>
public static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;
    private const long NanosecondsPerTick = TimeSpan.NanosecondsPerTick;

    /// <summary>The longest that a timer waits, 49.7 days. A deadline beyond it is told to the callee, and watched by neither side.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    // Finest first: Format takes the first one whose number has room in eight digits.
    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a timeout.</summary>
    /// <param name="text">As on the wire: H, M, S are hours, minutes, seconds; m, u, n are thousandths, millionths, billionths of a second.</param>
    /// <param name="timeout">Zero or more, up to 99,999,999 hours. Nanoseconds are rounded up to 100.</param>
    /// <returns>False when the text is not a timeout.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1
            || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        if (text[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks(DivideUp(value, NanosecondsPerTick));
            return true;
        }

        foreach (var (unit, ticks) in Units)
        {
            if (text[^1] == unit)
            {
                // The largest, 99,999,999 H, is 39 % of what a TimeSpan holds.
                timeout = TimeSpan.FromTicks(value * ticks);
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes a timeout, in the finest unit that has room; rounded up, since a callee that stops early would deny time that it was given.</summary>
    /// <param name="timeout">Zero and less become one nanosecond, the least that the protocol allows; more than 99,999,999 hours become that.</param>
    public static string Format(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
        {
            return "1n";
        }

        if (timeout.Ticks <= MaxValue / NanosecondsPerTick)
        {
            return Text(timeout.Ticks * NanosecondsPerTick, 'n');
        }

        foreach (var (unit, ticks) in Units)
        {
            if (DivideUp(timeout.Ticks, ticks) is <= MaxValue and var value)
            {
                return Text(value, unit);
            }
        }

        return Text(MaxValue, 'H');
    }

    private static string Text(long value, char unit) => string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");

    private static long DivideUp(long value, long by) => (value / by) + (value % by == 0 ? 0 : 1);
}
