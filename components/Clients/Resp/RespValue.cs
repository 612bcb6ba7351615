using System.Buffers.Text;
using System.Text;

namespace MeshRuntime.Components.Clients.Resp;

/// <summary>One reply, or one part of a reply. Its bytes are its own and may be kept.</summary>
internal readonly struct RespValue
{
    private readonly long _number;
    private readonly byte[]? _bytes;
    private readonly RespValue[]? _items;

    private RespValue(RespKind kind, long number, byte[]? bytes, RespValue[]? items)
    {
        Kind = kind;
        _number = number;
        _bytes = bytes;
        _items = items;
    }

    public static RespValue Null => default;

    public static RespValue Text(byte[] bytes) => new(RespKind.Text, 0, bytes, null);

    public static RespValue Error(byte[] bytes) => new(RespKind.Error, 0, bytes, null);

    public static RespValue Integer(long number) => new(RespKind.Integer, number, null, null);

    public static RespValue Boolean(bool value) => new(RespKind.Boolean, value ? 1 : 0, null, null);

    /// <param name="kind">An array, a map or a push.</param>
    /// <param name="items">Its parts.</param>
    public static RespValue Aggregate(RespKind kind, RespValue[] items) => new(kind, 0, null, items);

    public RespKind Kind { get; }

    public bool IsNull => Kind == RespKind.Null;

    /// <summary>The bytes of a text or an error; empty for anything else.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The parts of an array, map or push; empty for anything else.</summary>
    public ReadOnlySpan<RespValue> Items => _items;

    /// <summary>True for this text, byte by byte.</summary>
    public bool Is(ReadOnlySpan<byte> text) => Kind == RespKind.Text && _bytes.AsSpan().SequenceEqual(text);

    /// <summary>The number, also of a text that is one; null for anything else.</summary>
    public long? AsInteger() => Kind switch
    {
        RespKind.Integer or RespKind.Boolean => _number,
        RespKind.Text when Utf8Parser.TryParse(Bytes.Span, out long number, out var used) && used == Bytes.Length => number,
        _ => null,
    };

    /// <summary>The value under a key of a map, or of an array of keys and values by turns, as RESP2 writes maps; null when there is none.</summary>
    public RespValue this[ReadOnlySpan<byte> key]
    {
        get
        {
            for (var i = 0; i + 1 < Items.Length; i += 2)
            {
                if (Items[i].Is(key))
                {
                    return Items[i + 1];
                }
            }

            return Null;
        }
    }

    /// <summary>The text, error or number as text; empty for anything else.</summary>
    public override string ToString() => Kind switch
    {
        RespKind.Text or RespKind.Error => Encoding.UTF8.GetString(Bytes.Span),
        RespKind.Integer or RespKind.Boolean => $"{_number}",
        _ => "",
    };
}
