using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>Finds how far a time zone is from UTC.</summary>
internal static class TimeZones
{
    private const int MaxNameChars = 64;

    /// <summary>Finds the offset at a point in time; of an empty name it is zero (Go).</summary>
    public static bool TryFindOffset(string zone, CelValue timestamp, out TimeSpan offset)
    {
        offset = default;
        if (zone.Contains(':'))
        {
            return TimestampText.TryReadOffset(zone[0] is '+' or '-' ? zone : "+" + zone, out offset);
        }

        if (zone is "" or "UTC")
        {
            return true;
        }

        // The name becomes that of a file, and it may have come with a message: a point would allow "..".
        var isName = zone.Length <= MaxNameChars && char.IsAsciiLetter(zone[0]) && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+');
        if (!isName || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return false;
        }

        offset = found.GetUtcOffset(DateTime.UnixEpoch.AddTicks(timestamp.AsTimestamp.Seconds * TimeSpan.TicksPerSecond));
        return true;
    }
}
