using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

public sealed class TimeTests
{
    private const string Moment = "timestamp('2026-11-22T17:20:05.123456789Z')"; // a Sunday

    [Theory]
    [InlineData("timestamp('1970-01-01T00:00:00Z')", "0s+0ns")]
    [InlineData("timestamp('1969-12-31T23:59:59.5Z')", "-1s+500000000ns")]
    [InlineData("timestamp('1970-01-01T01:00:00+01:00')", "0s+0ns")]
    [InlineData("timestamp('1970-01-01T00:00:00.1234567891Z')", "0s+123456789ns")]
    [InlineData("timestamp(5)", "5s+0ns")]
    [InlineData("timestamp(timestamp(5))", "5s+0ns")]
    [InlineData("timestamp('0001-01-01T00:00:00Z')", "-62135596800s+0ns")]
    [InlineData("timestamp('9999-12-31T23:59:59.999999999Z')", "253402300799s+999999999ns")]
    [InlineData("timestamp('0001-01-01T00:00:00+01:00')", "error: overflow")]
    [InlineData("timestamp(253402300800)", "error: overflow")]
    [InlineData("timestamp('2026-02-30T00:00:00Z')", "error: no timestamp")]
    [InlineData("timestamp('2026-02-03 00:00:00Z')", "error: no timestamp")]
    [InlineData("timestamp('2026-02-03T00:00:00')", "error: no timestamp")]
    [InlineData("timestamp('2026-02-03T00:00:00.Z')", "error: no timestamp")]
    [InlineData("timestamp('2026-02-03T00:00:00Zx')", "error: no timestamp")]
    [InlineData("timestamp('')", "error: no timestamp")]
    [InlineData("timestamp(1.0)", "error: timestamp does not take")]
    [InlineData("duration('1h30m')", "5400000000000ns")]
    [InlineData("duration('-1.5s')", "-1500000000ns")]
    [InlineData("duration('1ms2us3ns')", "1002003ns")]
    [InlineData("duration('1.5µs') == duration('+1500ns')", "true")]
    [InlineData("duration('0')", "0ns")]
    [InlineData("duration('.5h')", "1800000000000ns")]
    [InlineData("duration(duration('1s'))", "1000000000ns")]
    [InlineData("duration('-9223372036854775808ns')", "-9223372036854775808ns")]
    [InlineData("duration('9223372036854775808ns')", "error: overflow")]
    [InlineData("duration('99999999999999999999h')", "error: no duration")]
    [InlineData("duration('1')", "error: no duration")]
    [InlineData("duration('')", "error: no duration")]
    [InlineData("duration('s')", "error: no duration")]
    [InlineData("duration('.s')", "error: no duration")]
    [InlineData("duration('1.2.3s')", "error: no duration")]
    [InlineData("duration('1s ')", "error: no duration")]
    [InlineData("duration(true)", "error: duration does not take")]
    public void Times_AreRead(string text, string shown) => Cel.AssertShows(shown, text);

    [Theory]
    [InlineData("string(timestamp('2026-11-22T18:20:05.120+01:00'))", "\"2026-11-22T17:20:05.12Z\"")]
    [InlineData("string(timestamp(0))", "\"1970-01-01T00:00:00Z\"")]
    [InlineData("string(duration('1h'))", "\"3600s\"")]
    [InlineData("string(duration('-1500ms'))", "\"-1.5s\"")]
    [InlineData("string(duration('1ns'))", "\"0.000000001s\"")]
    [InlineData("int(timestamp('1969-12-31T23:59:59.5Z'))", "-1")]
    [InlineData("int(duration('1s'))", "1000000000")]
    public void Times_AreWritten(string text, string shown) => Cel.AssertShows(shown, text);

    [Theory]
    [InlineData("timestamp(10) + duration('1500ms')", "11s+500000000ns")]
    [InlineData("duration('-1ns') + timestamp(0)", "-1s+999999999ns")]
    [InlineData("timestamp(10) - duration('10s')", "0s+0ns")]
    [InlineData("timestamp(10) - timestamp(12)", "-2000000000ns")]
    [InlineData("duration('1s') + duration('1m') - duration('1s')", "60000000000ns")]
    [InlineData("timestamp(1) < timestamp(2) && duration('1s') < duration('1m') && timestamp(1) != timestamp(2)", "true")]
    [InlineData("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "error: overflow")]
    [InlineData("timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')", "error: overflow")]
    [InlineData("duration('9223372036854775807ns') + duration('1ns')", "error: overflow")]
    [InlineData("timestamp(1) + timestamp(1)", "error: no such overload")]
    [InlineData("duration('1s') * 2", "error: no such overload")]
    [InlineData("-duration('1s')", "error: no such overload")]
    [InlineData("duration('1s') - timestamp(1)", "error: no such overload")]
    public void Times_AreCalculatedWith(string text, string shown) => Cel.AssertShows(shown, text);

    [Theory]
    [InlineData("getFullYear()", "2026")]
    [InlineData("getMonth()", "10")]
    [InlineData("getDate()", "22")]
    [InlineData("getDayOfMonth()", "21")]
    [InlineData("getDayOfWeek()", "0")]
    [InlineData("getDayOfYear()", "325")]
    [InlineData("getHours()", "17")]
    [InlineData("getMinutes()", "20")]
    [InlineData("getSeconds()", "5")]
    [InlineData("getMilliseconds()", "123")]
    [InlineData("getHours('+07:30')", "0")]
    [InlineData("getMinutes('07:30')", "50")]
    [InlineData("getDate('+07:30')", "23")]
    [InlineData("getHours('-02:00')", "15")]
    [InlineData("getHours('UTC')", "17")]
    [InlineData("getHours('')", "17")]
    [InlineData("getHours('Nowhere/Town')", "error: no such time zone")]
    [InlineData("getHours('../etc/passwd')", "error: no such time zone")]
    [InlineData("getHours('25:00')", "error: no such time zone")]
    [InlineData("getHours(1)", "error: getHours does not take")]
    public void PartOfTimestamp_IsTaken(string part, string shown) => Cel.AssertShows(shown, $"{Moment}.{part}");

    [Fact]
    public void PartInANamedZone_FollowsItsSummerTime()
    {
        Assert.SkipUnless(TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _), "this system has no time zones");

        Cel.AssertShows("true", "timestamp('2026-07-01T12:00:00Z').getHours('Europe/Berlin') == 14 && timestamp('2026-12-01T12:00:00Z').getHours('Europe/Berlin') == 13");
    }

    [Theory]
    [InlineData("timestamp('0001-01-01T00:00:00Z').getFullYear('-01:00')", "error: not of the years")]
    [InlineData("duration('90m').getHours()", "1")]
    [InlineData("duration('90m').getMinutes()", "90")]
    [InlineData("duration('-1500ms').getSeconds()", "-1")]
    [InlineData("duration('1.5s').getMilliseconds()", "1500")]
    [InlineData("duration('1s').getFullYear()", "error: getFullYear does not take")]
    [InlineData("duration('1s').getHours('UTC')", "error: getHours does not take")]
    public void PartOfDuration_CountsAllOfIt(string text, string shown) => Cel.AssertShows(shown, text);
}
