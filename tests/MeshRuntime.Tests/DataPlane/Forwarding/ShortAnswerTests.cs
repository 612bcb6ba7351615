using System.IO.Pipelines;
using System.Text;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Forwarding;

public sealed class ShortAnswerTests
{
    private readonly ManualClock _clock = new();
    private readonly Pipe _wire = new(new PipeOptions(pauseWriterThreshold: 1 << 20));

    [Theory]
    [InlineData(null)]
    [InlineData(5L)]
    public async Task ShortAnswer_IsTakenWhole_BeforeItGoesOn(long? length)
    {
        var (response, holding) = Hold(length);
        await SendAsync("he");
        Assert.False(holding.IsCompleted);
        await SendAsync("llo");
        await _wire.Writer.CompleteAsync();
        await holding;

        Assert.Equal(length, response.Content.Headers.ContentLength);
        Assert.Equal("hello", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task AnswerThatBreaksOff_IsAFailure_NotHalfAnAnswer()
    {
        var (_, holding) = Hold(null);
        await SendAsync("he");
        await _wire.Writer.CompleteAsync(new IOException("the callee died"));

        await Assert.ThrowsAsync<IOException>(() => holding);
    }

    [Fact]
    public async Task StreamThatSaysNothing_IsPassedOnAfterFiveMilliseconds_AndLosesNothing()
    {
        var (response, holding) = Hold(null);
        _clock.Advance(TimeSpan.FromMilliseconds(4.9));
        Assert.False(holding.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(0.1));
        await holding;
        var body = await response.Content.ReadAsStreamAsync();
        var waits = body.ReadAsync(Memory<byte>.Empty).AsTask();
        Assert.False(waits.IsCompleted);

        await SendAsync("first");
        await waits;
        Assert.Equal("first", await ReadAsync(body));
        await SendAsync("second");
        Assert.Equal("second", await ReadAsync(body));
        await _wire.Writer.CompleteAsync();
        Assert.Equal("", await ReadAsync(body));
    }

    [Fact]
    public async Task StreamThatPauses_IsPassedOnWithWhatItSaid()
    {
        var (response, holding) = Hold(null);
        await SendAsync("first");
        await Eventually.TrueAsync(() => _clock.Waiting == 1);
        await PassOnAsync(holding);

        var body = await response.Content.ReadAsStreamAsync();
        Assert.Equal("first", await ReadAsync(body));
        await SendAsync("second");
        await _wire.Writer.CompleteAsync();
        Assert.Equal("second", await ReadAsync(body));
        Assert.Equal("", await ReadAsync(body));
    }

    // The limit, one under, and one over.
    [Theory]
    [InlineData(16 * 1024 - 1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(200_000)]
    public async Task AnswerOfAnyLength_ArrivesWhole(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        await SendAsync(text);
        await _wire.Writer.CompleteAsync();
        var (response, holding) = Hold(null);
        await holding;

        Assert.Equal(text, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(16 * 1024 + 1)]
    [InlineData(0)]
    public async Task AnswerThatSaysItIsLong_OrEmpty_IsNotHeld(long length)
    {
        var (response, holding) = Hold(length);

        await holding;
        Assert.IsType<StreamContent>(response.Content);
    }

    [Fact]
    public async Task AnswerThatNobodyReads_IsLetGo_WhileItIsStillRead()
    {
        var (response, holding) = Hold(null);
        await PassOnAsync(holding);

        response.Dispose();

        await _wire.Writer.WriteAsync("late"u8.ToArray());
    }

    private async Task PassOnAsync(Task holding)
    {
        while (!holding.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Yield();
        }

        await holding;
    }

    private (HttpResponseMessage Response, Task Holding) Hold(long? length)
    {
        var response = new HttpResponseMessage { Content = new StreamContent(_wire.Reader.AsStream()) };
        response.Content.Headers.ContentLength = length;
        response.Content.Headers.ContentType = new("text/plain");
        return (response, ShortAnswer.HoldAsync(response, _clock, default).AsTask());
    }

    private async Task SendAsync(string text) => await _wire.Writer.WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> ReadAsync(Stream body)
    {
        var buffer = new byte[1024];
        return Encoding.ASCII.GetString(buffer, 0, await body.ReadAsync(buffer));
    }
}
