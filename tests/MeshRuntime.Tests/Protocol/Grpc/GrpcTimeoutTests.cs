using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("4m", 40_000)]
    [InlineData("5u", 50)]
    [InlineData("600n", 6)]
    [InlineData("601n", 7)]
    [InlineData("0S", 0)]
    [InlineData("00000001S", 10_000_000)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void DigitsAndUnit_AreRead(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(TimeSpan.FromTicks(ticks), timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("100000000S")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData(" 1S")]
    [InlineData("1 S")]
    [InlineData("1s")]
    [InlineData("1h")]
    [InlineData("1N")]
    [InlineData("0x1S")]
    [InlineData("\u0661S")]
    public void AnythingElse_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Theory]
    [InlineData(1, "100n")]
    [InlineData(999_999, "99999900n")]
    [InlineData(1_000_000, "100000u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(999_999_991, "100000m")]
    [InlineData(long.MaxValue, "99999999H")]
    [InlineData(0, "1n")]
    [InlineData(-1, "1n")]
    [InlineData(long.MinValue, "1n")]
    public void Time_IsWrittenInTheFinestUnitThatHasRoom(long ticks, string expected) =>
        Assert.Equal(expected, GrpcTimeout.Format(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void AnyTime_ComesBackNeverShorterAndHardlyLonger()
    {
        var times = from bits in Gen.Choose(0, 61) from low in Gen.Choose(0, int.MaxValue) select ((1L << bits) ^ ((long)low & ((1L << bits) - 1)));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5000),
            Prop.ForAll(Arb.From(times.Where(ticks => ticks < 3_599_999_964_000_000_000)), ticks =>
            {
                Assert.True(GrpcTimeout.TryParse(GrpcTimeout.Format(TimeSpan.FromTicks(ticks)), out var read));
                Assert.InRange(read.Ticks, ticks, ticks + (ticks / 1_000) + 1);
            }));
    }
}
