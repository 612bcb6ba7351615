using System.Buffers;
using System.Buffers.Binary;

namespace MeshRuntime.Tests.Sidecar.Servers;

/// <summary>Frames of HTTP/2 with nothing in them.</summary>
internal static class Http2Frames
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte RstStream = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;

    public static byte[] Of(byte type, int payload)
    {
        var frame = new byte[9 + payload];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload << 8);
        frame[3] = type;
        frame[8] = 1; // the stream
        return frame;
    }

    /// <summary>One sequence of several pieces of memory.</summary>
    public static ReadOnlySequence<byte> Segments(params byte[][] pieces)
    {
        var first = new Segment(pieces[0], 0);
        var last = pieces.Skip(1).Aggregate(first, (segment, piece) => segment.Append(piece));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] piece, long begin)
        {
            Memory = piece;
            RunningIndex = begin;
        }

        public Segment Append(byte[] piece)
        {
            var next = new Segment(piece, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
