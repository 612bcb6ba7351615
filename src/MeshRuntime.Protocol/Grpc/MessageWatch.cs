using System.Buffers.Binary;
using System.Diagnostics;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>
/// Watches the bytes of one direction of a call go by, and tells where its messages begin and end; keeps none of them. For one thread at a time.
/// </summary>
/// <param name="maxMessageBytes">The longest message allowed, as it is on the wire, without its prefix of five bytes.</param>
public sealed class MessageWatch(long maxMessageBytes)
{
    /// <summary>Length of what stands before each message: a flag and four bytes of length.</summary>
    public const int PrefixBytes = 5;

    private uint _announced;
    private int _prefixSeen;
    private long _missing;

    /// <summary>How many messages have gone by whole.</summary>
    public long Messages { get; private set; }

    /// <summary>True when the bytes so far are whole messages: the stream may end here.</summary>
    public bool IsBetweenMessages => _prefixSeen == 0 && _missing == 0;

    /// <summary>The length of the message that broke the limit; null while none has.</summary>
    public long? TooLong { get; private set; }

    /// <summary>Looks at the next bytes of the stream.</summary>
    /// <param name="piece">Any number of them, cut anywhere.</param>
    /// <returns>False when a message in it, or in an earlier piece, announces more bytes than allowed: the piece should not be passed on.</returns>
    public bool Accept(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty && TooLong is null)
        {
            piece = _missing > 0 ? SkipContent(piece) : ReadPrefix(piece);
        }

        return TooLong is null;
    }

    private ReadOnlySpan<byte> SkipContent(ReadOnlySpan<byte> piece)
    {
        var taken = (int)Math.Min(piece.Length, _missing);
        _missing -= taken;
        Messages += _missing == 0 ? 1 : 0;
        return piece[taken..];
    }

    private ReadOnlySpan<byte> ReadPrefix(ReadOnlySpan<byte> piece)
    {
        Debug.Assert(_missing == 0);
        if (_prefixSeen == 0 && piece.Length >= PrefixBytes)
        {
            EndPrefix(BinaryPrimitives.ReadUInt32BigEndian(piece[1..]));
            return piece[PrefixBytes..];
        }

        // The flag goes first and is shifted out of the 32 bits by the four that follow it.
        _announced = (_announced << 8) | piece[0];
        if (++_prefixSeen == PrefixBytes)
        {
            EndPrefix(_announced);
        }

        return piece[1..];
    }

    private void EndPrefix(uint length)
    {
        _prefixSeen = 0;
        if (length > maxMessageBytes)
        {
            TooLong = length;
            return;
        }

        _missing = length;
        Messages += length == 0 ? 1 : 0;
    }
}
