using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>Reads and writes durations as Go does: <c>1h30m</c>, <c>-1.5s</c>, <c>250ms</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, long Nanos)[] Units =
    [
        // A unit that another begins with comes after it.
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000),
    ];

    // One more than a positive duration can have: a negative one can.
    private static readonly Int128 MaxNanos = (Int128)long.MaxValue + 1;

    /// <summary>Reads a duration: numbers with units, one after the other, or a bare 0.</summary>
    public static CelValue Read(string text)
    {
        var rest = text.AsSpan();
        var isNegative = rest is ['-', ..];
        rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
        if (rest is "0")
        {
            return CelValue.Duration(0);
        }

        Int128 sum = 0;
        var isValid = rest.Length > 0;
        while (isValid && rest.Length > 0)
        {
            isValid = TryTake(ref rest, out var part);
            sum += part;
            isValid &= sum <= MaxNanos;
        }

        return isValid ? TimeArithmetic.Duration(isNegative ? -sum : sum)
            : CelValue.Error("the string is no duration: it must be numbers with units (h, m, s, ms, us, ns), such as 1h30m, and last at most 292 years");
    }

    /// <summary>Writes a duration in seconds, through a double as Go does: a long one loses its last digits.</summary>
    public static string Write(CelValue duration)
    {
        var (seconds, nanos) = Math.DivRem(duration.AsDuration, TimeArithmetic.NanosPerSecond);
        return NumberText.Plain(seconds + (nanos / (double)TimeArithmetic.NanosPerSecond)) + "s";
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, out Int128 nanos)
    {
        nanos = 0;
        var number = text[..(text.IndexOfAnyExcept("0123456789.") is var end and >= 0 ? end : text.Length)];
        var rest = text[number.Length..];
        foreach (var (unit, factor) in Units)
        {
            if (rest.StartsWith(unit, StringComparison.Ordinal))
            {
                text = rest[unit.Length..];
                return TryMultiply(number, factor, out nanos);
            }
        }

        return false;
    }

    // 1.5h without rounding on the way: whole part and fraction are multiplied apart, and only what is finer than a nanosecond is cut off.
    private static bool TryMultiply(ReadOnlySpan<char> number, long factor, out Int128 nanos)
    {
        nanos = 0;
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var fraction = point < 0 ? [] : number[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || fraction.Contains('.'))
        {
            return false;
        }

        Int128 value = 0;
        foreach (var digit in whole)
        {
            value = (value * 10) + (digit - '0');
            if (value > MaxNanos)
            {
                return false;
            }
        }

        nanos = value * factor;
        Int128 scale = factor;
        Int128 part = 0;
        foreach (var digit in fraction[..Math.Min(fraction.Length, 18)])
        {
            part = (part * 10) + (digit - '0');
            scale *= 10;
        }

        nanos += part * factor * factor / scale;
        return true;
    }
}
