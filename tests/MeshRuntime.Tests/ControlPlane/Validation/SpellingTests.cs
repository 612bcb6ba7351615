using MeshRuntime.ControlPlane.Validation;

namespace MeshRuntime.Tests.ControlPlane.Validation;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("maxRetry", "maxRetries")]
    [InlineData("maxretries", "maxRetries")]
    [InlineData("nmae", "name")]
    [InlineData("interval", "maxInterval")]
    [InlineData("policies", null)]
    [InlineData("x", null)]
    [InlineData("b", null)] // short words are all near each other
    public void NearestWord_IsWhatWasMeant(string word, string? meant) =>
        Assert.Equal(meant, Spelling.Nearest(word, ["maxRetries", "maxInterval", "name", "a", "matching"]));

    [Fact]
    public void OfSeveralNearWords_TheNearestCounts() => Assert.Equal("timeout", Spelling.Nearest("timout", ["timeouts", "timeout"]));
}
