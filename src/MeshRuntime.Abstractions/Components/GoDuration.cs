using System.Globalization;
using System.Text;

namespace MeshRuntime.Abstractions.Components;

/// <summary>Reads and writes durations the way Dapr's YAML and flags do: Go's <c>time.ParseDuration</c> syntax.</summary>
public static class GoDuration
{
    /// <summary>
    /// Parses <c>1h2m3.5s</c>, <c>300ms</c>, <c>15us</c>, or a bare whole number in units of <paramref name="bareUnit"/>.
    /// </summary>
    /// <param name="text">The text; a leading <c>-</c> or <c>+</c> is allowed.</param>
    /// <param name="bareUnit">What a bare number counts: seconds in component metadata, milliseconds in resiliency (Dapr).</param>
    /// <param name="duration">The result; zero when the text is not a duration.</param>
    /// <returns>False when the text is no duration, or is too long for a <see cref="TimeSpan"/>.</returns>
    public static bool TryParse(string text, TimeSpan bareUnit, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        var rest = text.AsSpan().Trim();
        if (long.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bare))
        {
            return TryFromTicks(bare * (double)bareUnit.Ticks, out duration);
        }

        var negative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
        {
            rest = rest[1..];
        }

        var ticks = 0.0;
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9') is var i && i >= 0 && rest[i] == '.'
                ? i + 1 + Math.Max(0, rest[(i + 1)..].IndexOfAnyExceptInRange('0', '9'))
                : i;
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? rest : rest[..letters];
            var unitTicks = TicksOf(unit);
            if (unitTicks == 0)
            {
                return false;
            }

            ticks += number * unitTicks;
            rest = rest[unit.Length..];
        }

        return TryFromTicks(negative ? -ticks : ticks, out duration);
    }

    /// <summary>Writes a duration in the same syntax, such as <c>1m30s</c>; zero is <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var text = new StringBuilder();
        var left = duration;
        if (left < TimeSpan.Zero)
        {
            text.Append('-');
            left = left.Negate();
        }

        if (left < TimeSpan.FromSeconds(1) && left > TimeSpan.Zero)
        {
            return text.Append(CultureInfo.InvariantCulture, $"{left.TotalMilliseconds:0.####}ms").ToString();
        }

        var hours = (long)left.TotalHours;
        var seconds = left.Seconds + ((left.Ticks % TimeSpan.TicksPerSecond) / (double)TimeSpan.TicksPerSecond);
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        }

        if (left.Minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{left.Minutes}m");
        }

        if (seconds > 0 || (hours == 0 && left.Minutes == 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"{seconds:0.#######}s");
        }

        return text.ToString();
    }

    private static double TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => TimeSpan.TicksPerMicrosecond / 1000.0,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        _ => 0,
    };

    private static bool TryFromTicks(double ticks, out TimeSpan duration)
    {
        // 2^63 is not a long: the comparison must be strict at that end.
        var fits = ticks > -9.2e18 && ticks < 9.2e18;
        duration = fits ? new TimeSpan((long)ticks) : default;
        return fits;
    }
}
