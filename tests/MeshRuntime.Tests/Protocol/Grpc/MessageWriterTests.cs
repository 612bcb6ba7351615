using System.Buffers;
using System.IO.Compression;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class MessageWriterTests
{
    private static readonly StringValue Message = new() { Value = new string('x', 300) };

    [Fact]
    public void Message_StandsBehindItsPrefix() =>
        Assert.Equal(Frames.Of(Message), new MessageWriter(isCompressing: false, int.MaxValue).ToBytes(Message).ToArray());

    [Fact]
    public void EmptyMessage_IsAPrefix() =>
        Assert.Equal(new byte[5], new MessageWriter(isCompressing: false, 0).ToBytes(new Empty()).ToArray());

    [Fact]
    public void CompressedMessage_HasTheFlagAndTheCompressedLength()
    {
        var bytes = new MessageWriter(isCompressing: true, int.MaxValue).ToBytes(Message).ToArray();
        Assert.Equal(Frames.Prefix(1, (uint)bytes.Length - 5), bytes[..5]);
        Assert.True(bytes.Length < 100);
        using var gzip = new GZipStream(new MemoryStream(bytes[5..]), CompressionMode.Decompress);
        Assert.Equal(Message, StringValue.Parser.ParseFrom(gzip));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void Length_IsHeldAgainstTheLimit(int room, bool fits)
    {
        var writer = new MessageWriter(isCompressing: true, Message.CalculateSize() + room);
        var output = new ArrayBufferWriter<byte>();
        var failure = Record.Exception(() => writer.Write(Message, output));
        Assert.Equal(fits, failure is null);
        Assert.Equal(fits, output.WrittenCount > 0);
        if (!fits)
        {
            Assert.Equal(GrpcCode.ResourceExhausted, Assert.IsType<GrpcException>(failure).Status.Code);
        }
    }
}
