using MeshRuntime.DataPlane.Resilience;

namespace MeshRuntime.Tests.DataPlane.Resilience;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, 0)]
    [InlineData("3", 3)]
    [InlineData("0", 0)]
    [InlineData("-1", 0)]
    [InlineData("soon", 0)]
    [InlineData("Sun, 22 Nov 2026 12:00:05 GMT", 5)]
    [InlineData("Sun, 22 Nov 2026 11:59:00 GMT", 0)]
    public void Value_IsSecondsOrADate(string? value, int seconds)
    {
        using var answer = new HttpResponseMessage();
        if (value is not null)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", value);
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Read(answer.Headers, Now));
    }
}
