using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class MessageReaderTests
{
    private const int Limit = 1000;

    [Fact]
    public void SplitAndJoinedAnywhere_TheSameMessagesCome() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Arb.From(Cases), async Task (tuple) =>
        {
            var (lengths, cuts, isCompressed) = tuple;
            var messages = lengths.Select(length => new StringValue { Value = new string('x', length) }).ToArray();
            byte[] stream = [.. messages.SelectMany(message => isCompressed ? Frames.Of(1, Frames.Gzip(message.ToByteArray())) : Frames.Of(message))];
            var reader = new MessageReader(PipeReader.Create(new CutStream(stream, cuts)), "gzip", Limit);
            foreach (var message in messages)
            {
                Assert.Equal(message, await reader.ReadAsync(StringValue.Parser, CancellationToken.None));
            }

            Assert.Null(await reader.ReadAsync(StringValue.Parser, CancellationToken.None));
        }));

    [Theory]
    [InlineData(Limit - 1)]
    [InlineData(Limit)]
    public async Task MessageUpToTheLimit_IsRead(int bytes) =>
        Assert.Equal(bytes, (await ReadAsync(Frames.Of(OfSize(bytes))))!.CalculateSize());

    [Fact]
    public async Task MessageOverTheLimit_IsResourceExhausted() =>
        await FailsAsync(GrpcCode.ResourceExhausted, "1001 bytes", Frames.Of(OfSize(Limit + 1)));

    [Fact]
    public async Task AnnouncedTwoGigabytes_AreRefusedWithoutAwaitingOrAllocatingThem()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Frames.Prefix(0, int.MaxValue));
        var reader = new MessageReader(pipe.Reader, null, int.MaxValue - 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = reader.ReadAsync(BytesValue.Parser, CancellationToken.None);
        Assert.True(read.IsCompleted);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.Equal(GrpcCode.ResourceExhausted, (await Assert.ThrowsAsync<GrpcException>(read.AsTask)).Status.Code);
    }

    [Fact]
    public async Task AnnouncedWithinTheLimit_AllocatesNothingBeforeItComes()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Frames.Prefix(0, int.MaxValue));
        var reader = new MessageReader(pipe.Reader, null, int.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = reader.ReadAsync(BytesValue.Parser, CancellationToken.None);
        Assert.False(read.IsCompleted);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        await pipe.Writer.CompleteAsync();
        Assert.Contains("inside a message", (await Assert.ThrowsAsync<GrpcException>(read.AsTask)).Status.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task StreamThatEndsInsideAMessage_IsInternal(int bytes) =>
        await FailsAsync(GrpcCode.Internal, "inside a message", Frames.Of(OfSize(10))[..bytes]);

    [Theory]
    [InlineData(2)]
    [InlineData(255)]
    public async Task UnknownFlag_IsInternal(byte flag) => await FailsAsync(GrpcCode.Internal, $"flag {flag}", Frames.Of(flag, [1]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData("snappy")]
    public async Task CompressedWithoutACompressionWeRead_IsInternal(string? encoding) =>
        await FailsAsync(GrpcCode.Internal, "compressed", Frames.Of(1, Frames.Gzip([])), encoding);

    [Fact]
    public async Task NotCompressedThoughTheEncodingSaysGzip_IsRead() =>
        Assert.Equal(10, (await ReadAsync(Frames.Of(OfSize(10)), "gzip"))!.CalculateSize());

    [Theory]
    [InlineData(Limit, true)]
    [InlineData(Limit + 1, false)]
    public async Task InflatedLength_IsHeldAgainstTheLimit(int bytes, bool fits)
    {
        var frame = Frames.Of(1, Frames.Gzip(OfSize(bytes).ToByteArray()));
        Assert.True(frame.Length < Limit);
        if (fits)
        {
            Assert.Equal(bytes, (await ReadAsync(frame, "gzip"))!.CalculateSize());
        }
        else
        {
            await FailsAsync(GrpcCode.ResourceExhausted, "inflates to more", frame, "gzip");
        }
    }

    [Fact]
    public async Task Bomb_IsCutAtTheLimit()
    {
        // A thousand to one, and of zeros, which any parser would refuse only at the end.
        var bomb = Frames.Gzip(new byte[64 * 1024 * 1024]);
        var reader = new MessageReader(PipeReader.Create(new MemoryStream(Frames.Of(1, bomb))), "gzip", 128 * 1024);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var failure = await Assert.ThrowsAsync<GrpcException>(() => reader.ReadAsync(BytesValue.Parser, CancellationToken.None).AsTask());
        Assert.Equal(GrpcCode.ResourceExhausted, failure.Status.Code);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4 * 1024 * 1024);
    }

    [Theory]
    [InlineData(MessageReader.CountedBytes, true)]
    [InlineData(MessageReader.CountedBytes + 1, false)]
    public async Task MessageWithoutRoom_IsResourceExhausted_BeforeItComes(int bytes, bool isRead)
    {
        var asked = new List<int>();
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Frames.Prefix(0, (uint)bytes));
        var reader = new MessageReader(pipe.Reader, null, int.MaxValue)
        {
            HasRoomFor = length =>
            {
                asked.Add(length);
                return false;
            },
        };
        var read = reader.ReadAsync(BytesValue.Parser, CancellationToken.None).AsTask();

        Assert.Equal(isRead ? [] : [bytes], asked);
        Assert.Equal(!isRead, read.IsCompleted);
        await pipe.Writer.CompleteAsync();
        Assert.Equal(isRead ? GrpcCode.Internal : GrpcCode.ResourceExhausted, (await Assert.ThrowsAsync<GrpcException>(() => read)).Status.Code);
    }

    [Fact]
    public async Task RoomForALongMessage_IsAskedForOncePerMessage()
    {
        var asked = 0;
        byte[] two = [.. Frames.Of(OfSize(40_000)), .. Frames.Of(OfSize(40_000))];
        var reader = new MessageReader(PipeReader.Create(new CutStream(two, [1000])), null, int.MaxValue) { HasRoomFor = _ => ++asked > 0 };

        Assert.NotNull(await reader.ReadAsync(BytesValue.Parser, CancellationToken.None));
        Assert.NotNull(await reader.ReadAsync(BytesValue.Parser, CancellationToken.None));

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task NoGzip_IsInternal() => await FailsAsync(GrpcCode.Internal, "marked as gzip", Frames.Of(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), "gzip");

    [Fact]
    public async Task CutGzip_IsInternal() => await FailsAsync(GrpcCode.Internal, "", Frames.Of(1, Frames.Gzip(OfSize(500).ToByteArray())[..^10]), "gzip");

    [Fact]
    public async Task NoProtobuf_IsInternal() => await FailsAsync(GrpcCode.Internal, "cannot be parsed", Frames.Of(0, [0xff, 0xff]));

    [Fact]
    public async Task Cancelled_WaitsNoLonger()
    {
        using var cancellation = new CancellationTokenSource();
        var read = new MessageReader(new Pipe().Reader, null, Limit).ReadAsync(BytesValue.Parser, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    private static readonly Gen<(int[] Lengths, int[] Cuts, bool IsCompressed)> Cases =
        from count in Gen.Choose(0, 6)
        from lengths in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(0, Limit - 10))).ArrayOf(count)
        from cuts in Gen.Frequency((3, Gen.Choose(1, 8)), (1, Gen.Choose(1, 3000))).NonEmptyListOf()
        from isCompressed in Gen.Elements(true, false)
        select (lengths, cuts.ToArray(), isCompressed);

    private static BytesValue OfSize(int bytes)
    {
        var message = new BytesValue();
        for (var content = bytes; message.CalculateSize() != bytes; content--)
        {
            message.Value = ByteString.CopyFrom(new byte[content]);
        }

        return message;
    }

    private static ValueTask<BytesValue?> ReadAsync(byte[] stream, string? encoding = null) =>
        new MessageReader(PipeReader.Create(new MemoryStream(stream)), encoding, Limit).ReadAsync(BytesValue.Parser, CancellationToken.None);

    private static async Task FailsAsync(GrpcCode code, string text, byte[] stream, string? encoding = null)
    {
        var failure = await Assert.ThrowsAsync<GrpcException>(() => ReadAsync(stream, encoding).AsTask());
        Assert.Equal(code, failure.Status.Code);
        Assert.Contains(text, failure.Status.Message);
    }

    /// <summary>Gives its bytes in pieces of given sizes, over and over.</summary>
    private sealed class CutStream(byte[] content, int[] cuts) : MemoryStream(content)
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, cuts[_reads++ % cuts.Length])], cancellationToken);
    }
}
