using System.IO.Pipelines;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Forwarding;

public sealed class FirstMessageTests
{
    [Fact]
    public async Task AnswerWithMessages_IsTheSameAfterwards()
    {
        var answer = Answer([1, 2, 3]);

        await FirstMessage.AwaitAsync(answer, ACall.With("POST", kind: CallKind.Grpc));

        Assert.Equal("application/grpc", answer.Content.Headers.NonValidated["content-type"].ToString());
        var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await body.ReadAsync(Memory<byte>.Empty, TestContext.Current.CancellationToken));
        var all = new MemoryStream();
        await body.CopyToAsync(all, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], all.ToArray());
    }

    [Fact]
    public async Task AnswerThatEndsWithoutMessage_HasItsTrailersThen()
    {
        var answer = Answer([]);
        answer.TrailingHeaders.TryAddWithoutValidation("grpc-status", "14");

        await FirstMessage.AwaitAsync(answer, ACall.With("POST", kind: CallKind.Grpc));

        var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await body.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
        Assert.Equal("14", answer.TrailingHeaders.NonValidated["grpc-status"].ToString());
    }

    [Fact]
    public async Task AnswerToARequestThatStillFlows_IsNotWaitedFor() // the app may wait for the next message of it
    {
        var pipe = new Pipe();
        using var body = new CallBody(pipe.Reader, null);
        var stream = new Breaking();
        var answer = Answer(stream);

        await FirstMessage.AwaitAsync(answer, ACall.With("POST", kind: CallKind.Grpc, body: body));

        Assert.False(stream.IsRead);
    }

    [Fact]
    public async Task AnswerThatBreaks_IsDisposed()
    {
        var stream = new Breaking();
        var answer = Answer(stream);

        await Assert.ThrowsAsync<IOException>(() => FirstMessage.AwaitAsync(answer, ACall.With("POST", kind: CallKind.Grpc)).AsTask());

        Assert.True(stream.IsDisposed);
    }

    private static HttpResponseMessage Answer(byte[] body) => Answer(new MemoryStream(body));

    private static HttpResponseMessage Answer(Stream body)
    {
        var answer = new HttpResponseMessage { Content = new StreamContent(body) };
        answer.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        return answer;
    }

    private sealed class Breaking : MemoryStream
    {
        public bool IsRead { get; private set; }

        public bool IsDisposed { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            IsRead = true;
            throw new IOException("broke");
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
