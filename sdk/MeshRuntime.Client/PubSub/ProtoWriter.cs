using System.Buffers;
using System.Text;

namespace MeshRuntime.Client;

/// <summary>Writes the few kinds of protobuf fields that a subscription sends. By hand: Google.Protobuf does not trim without a warning, which would be that of every app.</summary>
internal readonly struct ProtoWriter()
{
    private const int Varint = 0;
    private const int Bytes = 2;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void String(int field, string value) => Message(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message, or bytes: the same on the wire.</summary>
    public void Message(int field, ReadOnlySpan<byte> value)
    {
        Number((uint)((field << 3) | Bytes));
        Number((uint)value.Length);
        _bytes.Write(value);
    }

    public void Enum(int field, int value)
    {
        Number((uint)((field << 3) | Varint));
        Number((uint)value);
    }

    private void Number(uint value)
    {
        for (; value > 0x7F; value >>= 7)
        {
            _bytes.Write([(byte)(value | 0x80)]);
        }

        _bytes.Write([(byte)value]);
    }
}
