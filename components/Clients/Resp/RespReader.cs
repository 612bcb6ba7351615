using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MeshRuntime.Components.Clients.Resp;

/// <summary>
/// Makes replies of bytes, in pieces of any size: it takes what is there and keeps its place in the reply, so no byte is looked at twice except
/// those of a line that is not whole yet.
/// </summary>
internal sealed class RespReader(RespLimits limits)
{
    private static readonly RespValue Ok = RespValue.Text("OK"u8.ToArray());

    private readonly Stack<Frame> _open = new();
    private byte[]? _text;
    private int _textLength;
    private RespKind _textKind;
    private bool _textIsVerbatim;
    private long _bytes;
    private int _items;

    /// <summary>True between two replies.</summary>
    public bool IsAtStart => _text is null && _open.Count == 0 && _bytes == 0;

    /// <summary>Takes bytes from the front; true when a reply is whole. What was taken need not be kept.</summary>
    /// <exception cref="RespFormatException">No reply can come of this; the reader is not to be used again.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out RespValue reply)
    {
        while (TryReadPart(ref buffer, out var part))
        {
            if (part is { } value && TryClose(value, out reply))
            {
                _bytes = 0;
                _items = 0;
                return true;
            }
        }

        reply = default;
        return false;
    }

    /// <summary>False when more bytes are needed; null for the head of an aggregate or a text whose value is still to come.</summary>
    private bool TryReadPart(ref ReadOnlySequence<byte> buffer, out RespValue? part)
    {
        part = null;
        if (_text is not null)
        {
            return TryReadText(ref buffer, out part);
        }

        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            Require(buffer.Length <= limits.MaxLineBytes, "a line is too long");
            return false;
        }

        Require(line.Length > 0, "an empty line where a reply should begin");
        Require(line.Length <= limits.MaxLineBytes, "a line is too long");
        Count(line.Length + 2);
        buffer = buffer.Slice(reader.Position);
        part = line.IsSingleSegment ? ReadLine(line.FirstSpan) : ReadLine(line.ToArray());
        return true;
    }

    private RespValue? ReadLine(ReadOnlySpan<byte> line)
    {
        var rest = line[1..];
        Require(!rest.ContainsAny((byte)'\r', (byte)'\n'), "a line break inside a line");
        switch (line[0])
        {
            case (byte)'+':
                return rest.SequenceEqual("OK"u8) ? Ok : RespValue.Text(rest.ToArray());
            case (byte)'-':
                return RespValue.Error(rest.ToArray());
            case (byte)':':
                return RespValue.Integer(Number(rest));
            case (byte)'_' when rest.IsEmpty:
                return RespValue.Null;
            case (byte)'#' when rest is [(byte)'t' or (byte)'f']:
                return RespValue.Boolean(rest[0] == 't');
            case (byte)',' or (byte)'(' when !rest.IsEmpty:
                return RespValue.Text(rest.ToArray());
            case (byte)'$':
                return BeginText(rest, RespKind.Text, isVerbatim: false);
            case (byte)'!':
                return BeginText(rest, RespKind.Error, isVerbatim: false);
            case (byte)'=':
                return BeginText(rest, RespKind.Text, isVerbatim: true);
            case (byte)'*' or (byte)'~':
                return BeginAggregate(rest, RespKind.Array, perEntry: 1);
            case (byte)'>':
                return BeginAggregate(rest, RespKind.Push, perEntry: 1);
            case (byte)'%':
                return BeginAggregate(rest, RespKind.Map, perEntry: 2);
            case (byte)'|':
                return BeginAttribute(rest);
            default:
                throw Malformed($"\"{Shown(line)}\" is no reply");
        }
    }

    private RespValue? BeginText(ReadOnlySpan<byte> digits, RespKind kind, bool isVerbatim)
    {
        var length = Number(digits);
        if (length == -1)
        {
            return RespValue.Null;
        }

        Require(length >= 0, "a negative length");
        Require(!isVerbatim || length >= 4, "a verbatim text without its format");
        Count(length + 2);
        _text = length == 0 ? [] : GC.AllocateUninitializedArray<byte>((int)length);
        _textLength = 0;
        _textKind = kind;
        _textIsVerbatim = isVerbatim;
        return null;
    }

    private bool TryReadText(ref ReadOnlySequence<byte> buffer, out RespValue? part)
    {
        part = null;
        var text = _text!; // Only called when there is one.
        var piece = (int)Math.Min(buffer.Length, text.Length - _textLength);
        buffer.Slice(0, piece).CopyTo(text.AsSpan(_textLength));
        _textLength += piece;
        buffer = buffer.Slice(piece);
        if (_textLength < text.Length || buffer.Length < 2)
        {
            return false;
        }

        Span<byte> end = stackalloc byte[2];
        buffer.Slice(0, 2).CopyTo(end);
        Require(end.SequenceEqual("\r\n"u8), "a text is longer than it said");
        buffer = buffer.Slice(2);
        _text = null;

        // A verbatim text begins with three letters of its format and a colon.
        part = _textKind == RespKind.Error ? RespValue.Error(text) : RespValue.Text(_textIsVerbatim ? text[4..] : text);
        return true;
    }

    private RespValue? BeginAggregate(ReadOnlySpan<byte> digits, RespKind kind, int perEntry)
    {
        var count = Number(digits);
        if (count == -1)
        {
            return RespValue.Null;
        }

        Require(kind != RespKind.Push || _open.Count == 0, "a push inside a reply");
        var items = MakeItems(count, perEntry);
        if (items.Length == 0)
        {
            return RespValue.Aggregate(kind, items);
        }

        _open.Push(new Frame(kind, items, isAttribute: false));
        return null;
    }

    private RespValue? BeginAttribute(ReadOnlySpan<byte> digits)
    {
        var items = MakeItems(Number(digits), perEntry: 2);
        if (items.Length > 0)
        {
            _open.Push(new Frame(RespKind.Map, items, isAttribute: true));
        }

        return null;
    }

    private RespValue[] MakeItems(long count, int perEntry)
    {
        Require(count >= 0, "a negative count");
        Require(count <= (limits.MaxItems - _items) / perEntry, $"more than {limits.MaxItems} parts");
        Require(_open.Count < limits.MaxDepth, $"nested deeper than {limits.MaxDepth}");
        _items += (int)count * perEntry;
        return count == 0 ? [] : new RespValue[count * perEntry];
    }

    /// <summary>Puts a value into the aggregate that is open, and closes what it completes. True when that is the whole reply.</summary>
    private bool TryClose(RespValue value, out RespValue reply)
    {
        reply = value;
        while (_open.TryPeek(out var frame))
        {
            frame.Items[frame.Filled++] = reply;
            if (frame.Filled < frame.Items.Length)
            {
                return false;
            }

            _open.Pop();
            if (frame.IsAttribute)
            {
                // Said about the value that follows; nothing here asks for it.
                return false;
            }

            reply = RespValue.Aggregate(frame.Kind, frame.Items);
        }

        return true;
    }

    private void Count(long bytes)
    {
        _bytes += bytes;
        Require(_bytes <= limits.MaxBytes, $"more than {limits.MaxBytes} bytes");
    }

    private static long Number(ReadOnlySpan<byte> digits) =>
        digits is not [(byte)'+', ..] && Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length
            ? number
            : throw Malformed($"\"{Shown(digits)}\" is no number");

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw Malformed(otherwise);
        }
    }

    private static RespFormatException Malformed(string what) => new($"the reply is malformed: {what}");

    /// <summary>The first bytes, with what is not printable as dots: it goes into a log.</summary>
    private static string Shown(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.ASCII.GetString(bytes[..Math.Min(bytes.Length, 32)]).ToCharArray();
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = text[i] is < ' ' or > '~' ? '.' : text[i];
        }

        return new string(text);
    }

    private sealed class Frame(RespKind kind, RespValue[] items, bool isAttribute)
    {
        public RespKind Kind { get; } = kind;

        public RespValue[] Items { get; } = items;

        public bool IsAttribute { get; } = isAttribute;

        public int Filled { get; set; }
    }
}
