using System.IO.Pipelines;
using System.Text;
using MeshRuntime.DataPlane.Forwarding;

namespace MeshRuntime.Tests.DataPlane.Forwarding;

public sealed class BodyPumpTests
{
    private readonly Pipe _from = new();
    private readonly Pipe _to = new();

    [Theory]
    [InlineData(5L)]
    [InlineData(null)]
    public async Task WholeBody_IsCopied(long? length)
    {
        await FromAsync("hello", isWhole: true);

        Assert.True(await CopyAsync(length));
        Assert.Equal("hello", await ToAsync());
    }

    [Fact]
    public async Task LastPieceOfABodyInPieces_DoesNotWaitForTheEndOfTheResponse()
    {
        var copying = CopyAsync(10);
        await FromAsync("first", isWhole: false);
        _to.Reader.AdvanceTo((await _to.Reader.ReadAsync()).Buffer.End);
        await FromAsync("piece", isWhole: true);

        Assert.True(await copying);
        Assert.True(_to.Reader.TryRead(out var last));
        Assert.Equal("piece", Encoding.ASCII.GetString(last.Buffer));
    }

    [Fact]
    public async Task EmptyBody_IsWhole() => Assert.True(await BodyPump.CopyAsync(Stream.Null, _to.Writer, 0, default));

    [Fact]
    public async Task BodyShorterThanDeclared_IsBroken()
    {
        await FromAsync("hell", isWhole: true);

        Assert.False(await CopyAsync(5));
    }

    [Fact]
    public async Task BodyLongerThanDeclared_IsBroken_AndTheRestIsNotWritten()
    {
        await FromAsync("hello, and more", isWhole: true);

        Assert.False(await CopyAsync(5));
        Assert.True((await ToAsync()).Length <= 5);
    }

    [Fact]
    public async Task BodyThatBreaksOff_IsBroken()
    {
        await FromAsync("hel", isWhole: false);
        await _from.Writer.CompleteAsync(new IOException("reset"));

        Assert.False(await CopyAsync(null));
    }

    [Fact]
    public async Task PieceOfABodyWithoutEnd_GoesOutAtOnce()
    {
        var copying = CopyAsync(null);
        await FromAsync("event", isWhole: false);

        Assert.Equal("event", Encoding.ASCII.GetString((await _to.Reader.ReadAsync()).Buffer));
        Assert.False(copying.IsCompleted);
    }

    [Fact]
    public async Task ReaderThatIsGone_EndsTheCopy()
    {
        await _to.Reader.CompleteAsync();
        await FromAsync("hello", isWhole: false);

        Assert.False(await CopyAsync(null));
    }

    [Fact]
    public async Task Cancellation_EndsTheCopy()
    {
        using var gone = new CancellationTokenSource();
        var copying = BodyPump.CopyAsync(_from.Reader.AsStream(), _to.Writer, null, gone.Token).AsTask();

        await gone.CancelAsync();

        Assert.False(await copying);
    }

    private async Task FromAsync(string text, bool isWhole)
    {
        await _from.Writer.WriteAsync(Encoding.ASCII.GetBytes(text));
        if (isWhole)
        {
            await _from.Writer.CompleteAsync();
        }
    }

    private Task<bool> CopyAsync(long? length) => BodyPump.CopyAsync(_from.Reader.AsStream(), _to.Writer, length, default).AsTask();

    private async Task<string> ToAsync()
    {
        await _to.Writer.CompleteAsync();
        return await new StreamReader(_to.Reader.AsStream()).ReadToEndAsync();
    }
}
