using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Components.Clients.Resp;

namespace MeshRuntime.ComponentTests.Clients.Resp;

public sealed class RespReaderTests
{
    public static TheoryData<string, string> Replies => new()
    {
        { "+OK\r\n", "'OK'" },
        { "+\r\n", "''" },
        { "-ERR no\r\n", "!ERR no" },
        { ":-42\r\n", "-42" },
        { "$5\r\nhello\r\n", "'hello'" },
        { "$0\r\n\r\n", "''" },
        { "$4\r\n\r\n\r\n\r\n", "'\r\n\r\n'" },
        { "$-1\r\n", "null" },
        { "*-1\r\n", "null" },
        { "_\r\n", "null" },
        { "#t\r\n", "1" },
        { "#f\r\n", "0" },
        { ",3.25\r\n", "'3.25'" },
        { "(3492890328409238509324850943850943825024385\r\n", "'3492890328409238509324850943850943825024385'" },
        { "!9\r\nSYNTAX no\r\n", "!SYNTAX no" },
        { "=15\r\ntxt:Some string\r\n", "'Some string'" },
        { "*0\r\n", "Array[]" },
        { "*2\r\n$3\r\nkey\r\n*1\r\n:1\r\n", "Array['key' Array[1]]" },
        { "~2\r\n+a\r\n+b\r\n", "Array['a' 'b']" },
        { "%1\r\n+k\r\n$1\r\nv\r\n", "Map['k' 'v']" },
        { ">2\r\n+invalidate\r\n_\r\n", "Push['invalidate' null]" },
        { "|1\r\n+ttl\r\n:3\r\n+value\r\n", "'value'" },
        { "*2\r\n|1\r\n+ttl\r\n:3\r\n:1\r\n:2\r\n", "Array[1 2]" },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public void Reply_IsRead_WhereverItIsSplit(string wire, string expected)
    {
        // Twice the same reply, so that what follows is proven to be untouched.
        var bytes = Encoding.UTF8.GetBytes(wire + wire);
        for (var first = 0; first <= bytes.Length; first++)
        {
            Assert.Equal([expected, expected], Read(bytes, first, bytes.Length - first));
        }

        Assert.Equal([expected, expected], Read(bytes, [.. Enumerable.Repeat(1, bytes.Length)]));
    }

    [Fact]
    public void AnyReplies_InAnyPieces_AreTheSame()
    {
        var replies = Gen.Sized(size => Reply(Math.Min(size, 4))).ListOf();
        var pieces = Gen.Choose(1, 40).ListOf();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(
                (from all in replies from cuts in pieces select (all, cuts)).ToArbitrary(),
                made => Read(Encoding.UTF8.GetBytes(string.Concat(made.all.Select(reply => reply.Wire))), [.. made.cuts])
                    .SequenceEqual(made.all.Select(reply => reply.Shown))));
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("\r\n")]
    [InlineData("?\r\n")]
    [InlineData(":\r\n")]
    [InlineData(":+1\r\n")]
    [InlineData(":1 \r\n")]
    [InlineData(":9223372036854775808\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$x\r\n")]
    [InlineData("$2\r\nabc\r\n")]
    [InlineData("$?\r\n")]
    [InlineData("*-2\r\n")]
    [InlineData("*99999999999\r\n")]
    [InlineData("+a\nb\r\n")]
    [InlineData("#x\r\n")]
    [InlineData("_x\r\n")]
    [InlineData("=3\r\nabc\r\n")]
    [InlineData("%-1000\r\n")]
    [InlineData("*1\r\n>1\r\n+x\r\n")]
    public void AnythingElse_IsMalformed(string wire)
    {
        Assert.Contains("malformed", Assert.Throws<RespFormatException>(() => Read(Encoding.UTF8.GetBytes(wire), wire.Length)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$20\r\n01234567890123456789\r\n", 27, true)]
    [InlineData("$20\r\n01234567890123456789\r\n", 26, false)]
    [InlineData("*2\r\n$1\r\na\r\n$1\r\nb\r\n", 18, true)]
    [InlineData("*2\r\n$1\r\na\r\n$1\r\nb\r\n", 17, false)]
    public void ReplyOfMoreBytesThanTheLimit_IsMalformed(string wire, int limit, bool isRead) =>
        Holds(wire, new RespLimits(MaxBytes: limit), isRead);

    [Theory]
    [InlineData("*3\r\n:1\r\n:2\r\n:3\r\n", 3, true)]
    [InlineData("*3\r\n:1\r\n:2\r\n:3\r\n", 2, false)]
    [InlineData("%2\r\n:1\r\n:2\r\n:3\r\n:4\r\n", 4, true)]
    [InlineData("%2\r\n:1\r\n:2\r\n:3\r\n:4\r\n", 3, false)]
    public void ReplyOfMorePartsThanTheLimit_IsMalformed(string wire, int limit, bool isRead) =>
        Holds(wire, new RespLimits(MaxItems: limit), isRead);

    [Theory]
    [InlineData("*1\r\n*1\r\n:1\r\n", 2, true)]
    [InlineData("*1\r\n*1\r\n:1\r\n", 1, false)]
    public void ReplyNestedDeeperThanTheLimit_IsMalformed(string wire, int limit, bool isRead) =>
        Holds(wire, new RespLimits(MaxDepth: limit), isRead);

    [Fact]
    public void LineWithoutEnd_IsMalformedAtTheLimit() =>
        Assert.Throws<RespFormatException>(() => Read(new RespReader(new RespLimits(MaxLineBytes: 10)), "+0123456789"u8.ToArray(), 11));

    private static void Holds(string wire, RespLimits limits, bool isRead)
    {
        var bytes = Encoding.UTF8.GetBytes(wire);
        if (isRead)
        {
            Assert.Equal(2, Read(new RespReader(limits), [.. bytes, .. bytes], bytes.Length * 2).Count);
        }
        else
        {
            Assert.Throws<RespFormatException>(() => Read(new RespReader(limits), bytes, bytes.Length));
        }
    }

    private static Gen<(string Wire, string Shown)> Reply(int depth)
    {
        var text = from letters in Gen.Elements("a", "ä", "\r", "\n", "$", "*").ListOf() select string.Concat(letters);
        var leaf = Gen.OneOf(
            from value in text select ($"${Encoding.UTF8.GetByteCount(value)}\r\n{value}\r\n", $"'{value}'"),
            from number in Gen.Choose(int.MinValue, int.MaxValue) select ($":{number}\r\n", $"{number}"),
            from way in Gen.Elements("$-1\r\n", "*-1\r\n", "_\r\n") select (way, "null"),
            Gen.Constant(("+OK\r\n", "'OK'")),
            Gen.Constant(("-ERR no\r\n", "!ERR no")));
        if (depth == 0)
        {
            return leaf;
        }

        var array = from items in Reply(depth - 1).ListOf()
                    select ($"*{items.Count}\r\n{string.Concat(items.Select(item => item.Wire))}", $"Array[{string.Join(' ', items.Select(item => item.Shown))}]");
        return Gen.OneOf(leaf, array);
    }

    private static List<string> Read(byte[] bytes, params int[] pieces) => Read(new RespReader(new RespLimits()), bytes, pieces);

    /// <summary>Feeds the bytes as a pipe would: what was not taken comes again, in front of the next piece; then the rest at once.</summary>
    private static List<string> Read(RespReader reader, byte[] bytes, params int[] pieces)
    {
        var read = new List<string>();
        var left = ReadOnlyMemory<byte>.Empty;
        var fed = 0;
        foreach (var piece in pieces.Append(int.MaxValue))
        {
            var length = Math.Min(piece, bytes.Length - fed);
            var buffer = Joined(left, bytes.AsMemory(fed, length));
            fed += length;
            while (reader.TryRead(ref buffer, out var reply))
            {
                read.Add(Shown(reply));
            }

            left = buffer.ToArray();
        }

        Assert.True(reader.IsAtStart && left.IsEmpty);
        return read;
    }

    private static ReadOnlySequence<byte> Joined(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> next)
    {
        var first = new Segment(left, 0);
        var last = new Segment(next, left.Length);
        first.Append(last);
        return new ReadOnlySequence<byte>(first, 0, last, next.Length);
    }

    private static string Shown(RespValue value) => value.Kind switch
    {
        RespKind.Null => "null",
        RespKind.Text => $"'{value}'",
        RespKind.Error => $"!{value}",
        RespKind.Integer or RespKind.Boolean => $"{value}",
        _ => $"{value.Kind}[{string.Join(' ', value.Items.ToArray().Select(Shown))}]",
    };

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public void Append(Segment next) => Next = next;
    }
}
