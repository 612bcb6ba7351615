using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Reads the messages of one direction of a call, split and joined in any way. For one reader at a time.</summary>
/// <param name="input">The body; to read a stream, <see cref="PipeReader.Create(Stream, StreamPipeReaderOptions?)"/>.</param>
/// <param name="encoding">The value of <c>grpc-encoding</c> of this direction; null when it is absent.</param>
/// <param name="maxMessageBytes">The longest message that is read, on the wire and inflated, without its prefix.</param>
public sealed class MessageReader(PipeReader input, string? encoding, int maxMessageBytes)
{
    /// <summary>Up to here a message is not asked room for: the call was counted with as much.</summary>
    public const int CountedBytes = 16 * 1024;

    private const int PrefixBytes = MessageWatch.PrefixBytes;

    private bool _hasRoom;

    /// <summary>Asked once for each longer message, before it is waited for; null when there is always room.</summary>
    public Func<int, bool>? HasRoomFor { get; init; }

    /// <summary>True when messages of this encoding can be read.</summary>
    /// <param name="encoding">The value of <c>grpc-encoding</c>; null when it is absent.</param>
    public static bool CanRead(string? encoding) => encoding is null or "" or GrpcHeaders.Identity or GrpcHeaders.Gzip;

    /// <summary>Reads the next message.</summary>
    /// <returns>Null when the stream has ended.</returns>
    /// <exception cref="GrpcException">What comes is no message: too long (ResourceExhausted), malformed, damaged or cut off (Internal).</exception>
    /// <exception cref="OperationCanceledException">By <paramref name="cancellation"/>.</exception>
    /// <exception cref="IOException">The connection or the stream broke.</exception>
    public async ValueTask<T?> ReadAsync<T>(MessageParser<T> parser, CancellationToken cancellation)
        where T : class, IMessage<T>
    {
        ArgumentNullException.ThrowIfNull(parser);
        while (true)
        {
            var read = await input.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (TryTake(buffer, out var isCompressed, out var content))
            {
                // Parsed before the pipe is told: it takes its memory back. A throw leaves it as it is, for the call is over then.
                var message = Parse(parser, isCompressed, content);
                input.AdvanceTo(content.End);
                return message;
            }

            if (read.IsCompleted)
            {
                return buffer.IsEmpty ? null : throw new GrpcException(GrpcCode.Internal, "the stream ended inside a message");
            }

            if (read.IsCanceled)
            {
                throw new OperationCanceledException(cancellation);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private bool TryTake(ReadOnlySequence<byte> buffer, out bool isCompressed, out ReadOnlySequence<byte> content)
    {
        isCompressed = false;
        content = default;
        if (buffer.Length < PrefixBytes)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        isCompressed = prefix[0] switch
        {
            0 => false,
            1 => true,
            var flag => throw new GrpcException(GrpcCode.Internal, $"a message begins with the flag {flag}; 0 and 1 are the ones that exist"),
        };

        // Before any of the message is waited for: what is announced costs the sender nothing.
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > maxMessageBytes)
        {
            throw new GrpcException(GrpcCode.ResourceExhausted, $"the message has {length} bytes, which is more than the limit of {maxMessageBytes}");
        }

        if (length > CountedBytes && !_hasRoom && HasRoomFor is { } hasRoomFor && !(_hasRoom = hasRoomFor((int)length)))
        {
            throw new GrpcException(GrpcCode.ResourceExhausted, $"there is no memory for a message of {length} bytes at the moment: call again in a second");
        }

        if (buffer.Length - PrefixBytes < length)
        {
            return false;
        }

        _hasRoom = false; // of the next one nobody has asked
        content = buffer.Slice(PrefixBytes, length);
        return true;
    }

    private T Parse<T>(MessageParser<T> parser, bool isCompressed, ReadOnlySequence<byte> content)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(isCompressed ? Inflate(content) : content);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new GrpcException(new GrpcStatus(GrpcCode.Internal, "the message cannot be parsed: " + malformed.Message), malformed);
        }
    }

    private ReadOnlySequence<byte> Inflate(ReadOnlySequence<byte> content) => encoding switch
    {
        GrpcHeaders.Gzip => GzipMessages.Inflate(content, maxMessageBytes),
        null or "" or GrpcHeaders.Identity =>
            throw new GrpcException(GrpcCode.Internal, "a message is marked as compressed, and grpc-encoding names no compression"),
        _ => throw new GrpcException(GrpcCode.Internal, $"a message is compressed by {encoding}, which was not offered; {GrpcHeaders.Readable} were"),
    };
}
