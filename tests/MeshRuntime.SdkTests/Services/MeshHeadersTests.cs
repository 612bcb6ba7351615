using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Services;

public sealed class MeshHeadersTests
{
    [Fact]
    public void Headers_KeepTheirOrderAndLeaveNullsOut()
    {
        var headers = new MeshHeaders
        {
            { "A", "x" },
            { "B", (string?)null },
            { "C", 7 },
            { "D", (int?)null },
            { "E", true },
            { "F", new DateOnly(2026, 1, 2) },
            { "G", OrderState.Open },
            { "H", new Uri("https://example.org/ö", UriKind.Absolute).AbsoluteUri },
            { "I", "" },
        };

        Assert.Equal(
            [new("A", "x"), new("C", "7"), new("E", "true"), new("F", "2026-01-02"), new("G", "Open"), new("H", "https://example.org/%C3%B6"), new("I", "")],
            headers);
    }

    [Theory]
    [InlineData("a\r\nB: c")]
    [InlineData("ö")]
    [InlineData("a\0")]
    [InlineData(" a")]
    [InlineData("a\t")]
    public void ValueThatWouldNotArrive_IsRefused(string value) =>
        Assert.Throws<ArgumentException>("value", () => new MeshHeaders().Add("X-Note", value));
}
