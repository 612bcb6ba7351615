using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>
/// Reads what a server sends, frame by frame. It keeps nothing between calls but a name: an incomplete frame is read again from its first byte when
/// more has come, so it does not matter where the network cut.
/// </summary>
internal sealed class NatsParser
{
    /// <summary>INFO of a cluster with hundreds of addresses has about 30 KiB; every other line is a fraction of that.</summary>
    public const int MaxLineBytes = 64 * 1024;

    /// <summary>The most that a nats-server can be configured to carry (its MAX_PAYLOAD_MAX_SIZE), header block included.</summary>
    public const int MaxMessageBytes = 64 * 1024 * 1024;

    private const int MaxWords = 6;

    // Most subscriptions see one subject over and over.
    private byte[] _lastSubjectBytes = [];
    private string _lastSubject = "";

    /// <summary>Takes one frame from the front of the buffer.</summary>
    /// <returns>False, with the buffer untouched, when the frame is not complete yet.</returns>
    /// <exception cref="NatsProtocolException">It never will be one.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out NatsFrame frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(buffer.Length > MaxLineBytes ? buffer.Slice(0, MaxLineBytes) : buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            return buffer.Length < MaxLineBytes ? false : throw new NatsProtocolException($"a line is longer than {MaxLineBytes} bytes");
        }

        var text = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        if (text is not [.., (byte)'\r'])
        {
            throw Strange("a line does not end in CR LF", text);
        }

        text = text[..^1];
        var rest = buffer.Slice(reader.Position);
        if (Names(text, "MSG"u8))
        {
            return TryReadMessage(text, text[3..], hasHeaders: false, rest, ref buffer, out frame);
        }

        if (Names(text, "HMSG"u8))
        {
            return TryReadMessage(text, text[4..], hasHeaders: true, rest, ref buffer, out frame);
        }

        frame = ReadLine(text, line.Slice(0, line.Length - 1));
        buffer = rest;
        return true;
    }

    private static NatsFrame ReadLine(ReadOnlySpan<byte> text, ReadOnlySequence<byte> line)
    {
        if (Names(text, "PING"u8))
        {
            return new NatsFrame { Kind = NatsFrameKind.Ping };
        }

        if (Names(text, "PONG"u8))
        {
            return new NatsFrame { Kind = NatsFrameKind.Pong };
        }

        if (Names(text, "+OK"u8))
        {
            return new NatsFrame { Kind = NatsFrameKind.Ok };
        }

        if (Names(text, "-ERR"u8))
        {
            return new NatsFrame { Kind = NatsFrameKind.Error, Head = line.Slice(4) };
        }

        return Names(text, "INFO"u8)
            ? new NatsFrame { Kind = NatsFrameKind.Info, Head = line.Slice(4) }
            : throw Strange("a line begins with no word of the protocol", text);
    }

    private bool TryReadMessage(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> arguments, bool hasHeaders, ReadOnlySequence<byte> rest, ref ReadOnlySequence<byte> buffer, out NatsFrame frame)
    {
        frame = default;
        Span<Range> words = stackalloc Range[MaxWords];
        var count = Split(arguments, words);
        var sizes = hasHeaders ? 2 : 1;
        if (count - sizes is not (2 or 3))
        {
            throw Strange("a message's line has the wrong number of words", text);
        }

        var total = Number(arguments[words[count - 1]], MaxMessageBytes, text);
        var head = hasHeaders ? Number(arguments[words[count - 2]], total, text) : 0;
        if (rest.Length < total + 2)
        {
            return false;
        }

        var end = new SequenceReader<byte>(rest.Slice(total, 2));
        if (!end.IsNext("\r\n"u8))
        {
            throw Strange("a message is not as long as its line says", text);
        }

        frame = new NatsFrame
        {
            Kind = NatsFrameKind.Message,
            Subject = Subject(arguments[words[0]]),
            SubscriptionId = Number(arguments[words[1]], long.MaxValue, text),
            ReplyTo = count - sizes == 3 ? Encoding.UTF8.GetString(arguments[words[2]]) : null,
            Head = rest.Slice(0, head),
            Data = rest.Slice(head, total - head),
        };
        buffer = rest.Slice(total + 2);
        return true;
    }

    private string Subject(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.SequenceEqual(_lastSubjectBytes))
        {
            _lastSubjectBytes = bytes.ToArray();
            _lastSubject = Encoding.UTF8.GetString(bytes);
        }

        return _lastSubject;
    }

    /// <summary>True when the line is this word, alone or before a blank. The server's words are compared without case (its own rule).</summary>
    private static bool Names(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word) =>
        line.Length >= word.Length
        && Ascii.EqualsIgnoreCase(line[..word.Length], word)
        && (line.Length == word.Length || line[word.Length] is (byte)' ' or (byte)'\t');

    private static int Split(ReadOnlySpan<byte> text, Span<Range> words)
    {
        var count = 0;
        var start = -1;
        for (var i = 0; i <= text.Length && count < words.Length; i++)
        {
            var blank = i == text.Length || text[i] is (byte)' ' or (byte)'\t';
            if (blank && start >= 0)
            {
                words[count++] = start..i;
                start = -1;
            }
            else if (!blank && start < 0)
            {
                start = i;
            }
        }

        return count;
    }

    private static long Number(ReadOnlySpan<byte> word, long max, ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(word, out ulong number, out var used) && used == word.Length && number <= (ulong)max
            ? (long)number
            : throw Strange($"a number is none, or greater than {max}", line);

    /// <summary>Shows the beginning of the line: it is what tells an HTTP server from a NATS server.</summary>
    private static NatsProtocolException Strange(string what, ReadOnlySpan<byte> line)
    {
        var shown = new StringBuilder();
        foreach (var value in line[..Math.Min(line.Length, 60)])
        {
            shown.Append(value is >= 0x20 and < 0x7F ? (char)value : '?');
        }

        return new NatsProtocolException($"{what}: \"{shown}\"");
    }
}
