using MeshRuntime.Sidecar.Options;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Options;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1024", 1024)]
    [InlineData("4Ki", 4096)]
    [InlineData("4Mi", 4194304)]
    [InlineData("1.5Gi", 1610612736)]
    [InlineData("2k", 2000)]
    [InlineData("2M", 2000000)]
    [InlineData("1e6", 1000000)]
    [InlineData("1E3", 1000)]
    [InlineData("1E", 1000000000000000000)]
    [InlineData("1500m", 2)]
    [InlineData("-1", -1)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("7Ei", 7L << 60)]
    public void Quantity_IsRead(string text, long expected)
    {
        Assert.True(Quantity.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mi")]
    [InlineData("4MB")]
    [InlineData("4mi")]
    [InlineData("4 Mi")]
    [InlineData("0x10")]
    [InlineData("1e99")]
    [InlineData("8Ei")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999999999999")]
    public void AnythingElse_IsRefused(string text) => Assert.False(Quantity.TryParse(text, out _));
}
