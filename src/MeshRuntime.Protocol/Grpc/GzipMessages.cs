using System.Buffers;
using System.IO.Compression;
using Google.Protobuf;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Compresses and inflates single messages.</summary>
internal static class GzipMessages
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>The message, serialized and compressed.</summary>
    public static ReadOnlyMemory<byte> Compress(IMessage message)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            message.WriteTo(gzip);
        }

        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    /// <summary>Inflates a message; stops as soon as it passes the limit, however much would follow.</summary>
    /// <exception cref="GrpcException">It is too long, or not gzip.</exception>
    public static ReadOnlySequence<byte> Inflate(ReadOnlySequence<byte> compressed, int maxBytes)
    {
        var inflated = new MemoryStream();
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            using var gzip = new GZipStream(new SequenceStream(compressed), CompressionMode.Decompress);
            while (gzip.Read(piece) is > 0 and var count)
            {
                if (inflated.Length + count > maxBytes)
                {
                    throw new GrpcException(GrpcCode.ResourceExhausted, $"the message inflates to more than the limit of {maxBytes} bytes");
                }

                inflated.Write(piece, 0, count);
            }
        }
        catch (InvalidDataException malformed)
        {
            throw new GrpcException(new GrpcStatus(GrpcCode.Internal, "the message is marked as gzip and is not: " + malformed.Message), malformed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return new ReadOnlySequence<byte>(inflated.GetBuffer(), 0, (int)inflated.Length);
    }
}
