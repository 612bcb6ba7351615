using System.Globalization;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>Reads and writes timestamps as RFC 3339 has them, to the nanosecond (.NET's own stop at a hundred).</summary>
internal static class TimestampText
{
    private const int DateTimeChars = 19; // 2026-11-22T17:20:00
    private const int MaxDigits = 9;

    /// <summary>Reads <c>2026-11-22T17:20:00.5+01:00</c>; the zone must be there.</summary>
    public static CelValue Read(string text)
    {
        const string format = "yyyy-MM-dd'T'HH:mm:ss";
        if (text.Length > DateTimeChars
            && DateTime.TryParseExact(text.AsSpan(0, DateTimeChars), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && TryReadFraction(text, out var nanos, out var end)
            && TryReadZone(text.AsSpan(end), out var offset))
        {
            return TimeArithmetic.Timestamp((local - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond - (long)offset.TotalSeconds, nanos);
        }

        return CelValue.Error("the string is no timestamp: it must be one of RFC 3339, such as 2026-11-22T17:20:00Z");
    }

    /// <summary>Writes a timestamp in UTC, with as many digits behind the second as it needs.</summary>
    public static string Write(CelValue timestamp)
    {
        var (seconds, nanos) = timestamp.AsTimestamp;
        var second = DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return nanos == 0 ? second + "Z" : second + "." + nanos.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0') + "Z";
    }

    private static bool TryReadFraction(string text, out int nanos, out int end)
    {
        nanos = 0;
        end = DateTimeChars;
        if (text[end] != '.')
        {
            return true;
        }

        for (end++; end < text.Length && char.IsAsciiDigit(text[end]); end++)
        {
            // What is finer than a nanosecond is cut off.
            nanos = end - DateTimeChars <= MaxDigits ? (nanos * 10) + text[end] - '0' : nanos;
        }

        var digits = end - DateTimeChars - 1;
        for (var i = digits; i < MaxDigits; i++)
        {
            nanos *= 10;
        }

        return digits > 0;
    }

    /// <summary>Reads <c>Z</c> or <c>+01:00</c>.</summary>
    private static bool TryReadZone(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        return text is "Z" || TryReadOffset(text, out offset);
    }

    /// <summary>Reads <c>+01:00</c>.</summary>
    public static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length != 6 || text[0] is not ('+' or '-')
            || !TimeSpan.TryParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out offset))
        {
            return false;
        }

        offset = text[0] == '-' ? -offset : offset;
        return true;
    }
}
