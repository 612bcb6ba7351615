using System.Buffers.Binary;
using System.Text;

namespace MeshRuntime.Client;

/// <summary>Reads a protobuf message field by field. Fields that the caller does not know are skipped by asking for the next.</summary>
internal struct ProtoReader(ReadOnlyMemory<byte> message)
{
    private ReadOnlyMemory<byte> _rest = message;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The current field, if it is a string, bytes or a message; else empty.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>The current field, if it is a number; its bits.</summary>
    public ulong Bits { get; private set; }

    /// <summary>The current field as a string.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Goes to the next field; false when there is none.</summary>
    /// <exception cref="InvalidDataException">It is no message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)(tag >> 3);
        (Bytes, Bits) = (default, 0);
        switch (tag & 7)
        {
            case 0:
                Bits = Varint();
                break;
            case 1:
                Bits = BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);
                break;
            case 2:
                Bytes = Take(Varint());
                break;
            case 5:
                Bits = BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);
                break;
            default:
                throw Malformed();
        }

        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1).Span[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw Malformed();
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private static InvalidDataException Malformed() => new("the sidecar has sent something that is no message of SubscribeTopicEventsAlpha1");
}
