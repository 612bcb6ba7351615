using System.Buffers;
using MeshRuntime.Sidecar.Servers;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class ResetWatchTests
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly byte[] Reset = Http2Frames.Of(Http2Frames.RstStream, payload: 4);

    private readonly ManualClock _clock = new();
    private readonly ResetWatch _watch;

    public ResetWatchTests()
    {
        _watch = new ResetWatch(_clock);
        Assert.True(Allows(Preface));
    }

    [Fact]
    public void Burst_IsAllowed_AndNotOneMore()
    {
        Assert.True(AllowsResets(ResetWatch.Burst - 1));
        Assert.True(Allows(Reset));
        Assert.False(Allows(Reset));
    }

    [Fact]
    public void OtherFrames_AreNotCounted()
    {
        byte[] others = [.. Http2Frames.Of(Http2Frames.Data, payload: 3), .. Http2Frames.Of(Http2Frames.Headers, payload: 20), .. Http2Frames.Of(Http2Frames.Ping, 8)];
        for (var i = 0; i < ResetWatch.Burst; i++)
        {
            Assert.True(Allows(others));
        }

        Assert.True(AllowsResets(ResetWatch.Burst));
    }

    [Fact]
    public void PayloadThatLooksLikeResets_IsNotCounted()
    {
        var data = Http2Frames.Of(Http2Frames.Data, payload: 13 * 1000);
        for (var at = 9; at < data.Length; at += Reset.Length)
        {
            Reset.CopyTo(data, at);
        }

        for (var i = 0; i <= ResetWatch.Burst / 1000; i++)
        {
            Assert.True(Allows(data));
        }

        Assert.True(AllowsResets(ResetWatch.Burst));
    }

    [Fact]
    public void SteadyResets_AreAllowedForEver()
    {
        for (var second = 0; second < 60; second++)
        {
            Assert.True(AllowsResets(ResetWatch.PerSecond));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(AllowsResets(ResetWatch.Burst));
    }

    [Fact]
    public void ResetsFasterThanThat_UseTheBurstUp()
    {
        // One millisecond's resets and one more, each millisecond: the one more is what adds up.
        var over = (ResetWatch.PerSecond / 1000) + 1;
        for (var extra = 0; extra < ResetWatch.Burst - over; extra++)
        {
            Assert.True(AllowsResets(over));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.False(AllowsResets((2 * over) + 1));
    }

    [Fact]
    public void BurstAfterALongSilence_IsNoLarger()
    {
        Assert.True(AllowsResets(1));
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.True(AllowsResets(ResetWatch.Burst));
        Assert.False(Allows(Reset));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(17)]
    public void FramesInPieces_AreCountedAsWholeOnes(int piece)
    {
        byte[] frames = [.. Http2Frames.Of(Http2Frames.Headers, payload: 5), .. Reset, .. Http2Frames.Of(Http2Frames.Settings, payload: 0), .. Reset];
        var all = Enumerable.Repeat(frames, ResetWatch.Burst / 2).SelectMany(frame => frame).ToArray();
        foreach (var part in all.Chunk(piece))
        {
            Assert.True(Allows(part));
        }

        Assert.True(Allows(Reset.AsMemory(0, 3)));
        Assert.False(Allows(Reset.AsMemory(3)));
    }

    [Fact]
    public void PrefaceInPieces_IsSteppedOver()
    {
        var watch = new ResetWatch(_clock);
        foreach (var part in Preface.Chunk(7))
        {
            Assert.True(watch.Allows(new ReadOnlySequence<byte>(part)));
        }

        for (var i = 0; i < ResetWatch.Burst; i++)
        {
            Assert.True(watch.Allows(new ReadOnlySequence<byte>(Reset)));
        }

        Assert.False(watch.Allows(new ReadOnlySequence<byte>(Reset)));
    }

    [Fact]
    public void FrameAcrossTheSegmentsOfOneRead_IsCounted()
    {
        Assert.True(AllowsResets(ResetWatch.Burst));

        Assert.False(_watch.Allows(Http2Frames.Segments(Reset[..2], Reset[2..11], Reset[11..])));
    }

    private bool AllowsResets(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!Allows(Reset))
            {
                return false;
            }
        }

        return true;
    }

    private bool Allows(ReadOnlyMemory<byte> bytes) => _watch.Allows(new ReadOnlySequence<byte>(bytes));
}
