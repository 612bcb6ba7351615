using System.Globalization;
using System.Net.Http.Headers;

namespace MeshRuntime.DataPlane.Resilience;

/// <summary>Reads how long an answer asks to be left alone (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    private const string Header = "Retry-After";

    /// <summary>Longer is not waited for: Dapr's own longest pause. The answer goes out, and the caller reads the header itself.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>The wait that it asks for; zero when it asks for none, or cannot be read.</summary>
    /// <param name="headers">Of the answer.</param>
    /// <param name="now">For an answer that names a date.</param>
    public static TimeSpan Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (!headers.NonValidated.TryGetValues(Header, out var values) || values.Count != 1)
        {
            return TimeSpan.Zero;
        }

        var text = values.ToString();
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        var isDate = DateTimeOffset.TryParseExact(
            text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        return isDate && date > now ? date - now : TimeSpan.Zero;
    }
}
