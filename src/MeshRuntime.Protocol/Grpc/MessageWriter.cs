using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Writes messages with their prefix.</summary>
/// <param name="isCompressing">True to compress each message with gzip, which <c>grpc-encoding</c> must say.</param>
/// <param name="maxMessageBytes">The longest message that is written, before compression and without its prefix.</param>
public sealed class MessageWriter(bool isCompressing, int maxMessageBytes)
{
    private const int PrefixBytes = MessageWatch.PrefixBytes;

    /// <summary>Appends a message to a buffer; does not flush.</summary>
    /// <exception cref="GrpcException">It is too long (ResourceExhausted); nothing was written.</exception>
    public void Write(IMessage message, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(output);
        var length = CheckedSize(message);
        if (isCompressing)
        {
            var compressed = GzipMessages.Compress(message);
            WritePrefix(output, flag: 1, compressed.Length);
            output.Write(compressed.Span);
            return;
        }

        WritePrefix(output, flag: 0, length);
        message.WriteTo(output);
    }

    /// <summary>The message with its prefix, in an array of its own.</summary>
    /// <exception cref="GrpcException">It is too long (ResourceExhausted).</exception>
    public ReadOnlyMemory<byte> ToBytes(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var output = new ArrayBufferWriter<byte>(PrefixBytes + CheckedSize(message));
        Write(message, output);
        return output.WrittenMemory;
    }

    private int CheckedSize(IMessage message)
    {
        var length = message.CalculateSize();
        return length <= maxMessageBytes
            ? length
            : throw new GrpcException(
                GrpcCode.ResourceExhausted, $"the message to send has {length} bytes, which is more than the limit of {maxMessageBytes}");
    }

    private static void WritePrefix(IBufferWriter<byte> output, byte flag, int length)
    {
        var prefix = output.GetSpan(PrefixBytes);
        prefix[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
        output.Advance(PrefixBytes);
    }
}
