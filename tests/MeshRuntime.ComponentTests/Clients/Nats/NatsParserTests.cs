using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.ComponentTests.Clients.Nats;

public sealed class NatsParserTests
{
    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf();

    private static readonly Gen<byte[]> Frame = Gen.OneOf(
        Gen.Elements("PING\r\n", "PONG\r\n", "+OK\r\n", "-ERR 'Stale Connection'\r\n", "INFO {\"max_payload\":1}\r\n", "ping\r\n").Select(Encoding.UTF8.GetBytes),
        from subject in Gen.Elements("a", "orders.new", "ünï.✓")
        from id in Gen.Choose(0, 100_000)
        from reply in Gen.Elements("", "_INBOX.x.1 ")
        from data in Bytes
        select (byte[])[.. Encoding.UTF8.GetBytes($"MSG {subject} {id} {reply}{data.Length}\r\n"), .. data, 13, 10],
        from reply in Gen.Elements("", " r")
        from head in Gen.Elements("NATS/1.0\r\n\r\n", "NATS/1.0 503\r\n\r\n", "NATS/1.0\r\na: b\r\n\r\n")
        from data in Bytes
        select (byte[])[.. Encoding.UTF8.GetBytes($"HMSG s 7{reply} {head.Length} {head.Length + data.Length}\r\n{head}"), .. data, 13, 10]);

    [Fact]
    public void Message_IsReadWithItsParts()
    {
        var frame = Assert.Single(Read("HMSG orders.new 12 _INBOX.a.1 24 29\r\nNATS/1.0\r\nTrace: 1a2\r\n\r\nhello\r\n", []));

        Assert.Equal("Message orders.new 12 _INBOX.a.1 [NATS/1.0\r\nTrace: 1a2\r\n\r\n] [hello]", frame);
    }

    [Fact]
    public void MessageWithoutAnswerOrBody_IsRead() =>
        Assert.Equal(["Message a 1  [] []", "Ping    [] []"], Read("MSG a 1 0\r\n\r\nPING\r\n", []));

    [Fact]
    public void AnySplit_ReadsTheSameFrames() => Prop.ForAll(
        Frame.NonEmptyListOf().Select(frames => frames.SelectMany(frame => frame).ToArray()).ToArbitrary(),
        Gen.Choose(0, 1_000).ArrayOf(5).ToArbitrary(),
        (bytes, cuts) => Read(bytes, []).SequenceEqual(Read(bytes, [.. cuts.Where(cut => cut < bytes.Length).Order()])))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void EachByteAlone_ReadsTheSameFrames()
    {
        var bytes = "INFO {}\r\nHMSG s 1 r 12 14\r\nNATS/1.0\r\n\r\nhi\r\nMSG a.b 2 3\r\nabc\r\n-ERR 'x'\r\nPONG\r\n"u8.ToArray();

        Assert.Equal(5, Read(bytes, []).Count);
        Assert.Equal(Read(bytes, []), Read(bytes, [.. Enumerable.Range(1, bytes.Length - 1)]));
    }

    [Fact]
    public void AnyBytes_AreReadOrRefusedButNeverBreakTheParser() => Prop.ForAll(
        Bytes.ToArbitrary(),
        Gen.Elements("MSG ", "HMSG a 1 ", "INFO ", "MSG a 1 5\r\n", "").ToArbitrary(),
        (bytes, start) =>
        {
            try
            {
                Read([.. Encoding.UTF8.GetBytes(start), .. bytes, 13, 10], []);
            }
            catch (NatsProtocolException)
            {
                // The one way to refuse.
            }
        })
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "begins with no word of the protocol: \"HTTP/1.1 400 Bad Request\"")]
    [InlineData("PINGS\r\n", "begins with no word")]
    [InlineData("PING\n", "does not end in CR LF")]
    [InlineData("MSG a 1\r\n", "wrong number of words")]
    [InlineData("MSG a 1 b c 5\r\n", "wrong number of words")]
    [InlineData("HMSG a 1 5\r\n", "wrong number of words")]
    [InlineData("MSG a x 0\r\n\r\n", "a number is none")]
    [InlineData("MSG a 1 -5\r\n", "a number is none")]
    [InlineData("MSG a 1 5x\r\n", "a number is none")]
    [InlineData("MSG a 1 67108865\r\n", "greater than 67108864")]
    [InlineData("MSG a 1 99999999999999999999\r\n", "a number is none")]
    [InlineData("HMSG a 1 13 12\r\n", "greater than 12")]
    [InlineData("MSG a 1 2\r\nabc\r\n", "not as long as its line says")]
    public void MalformedFrame_SaysWhatIsWrong(string text, string what) =>
        Assert.Contains(what, Assert.Throws<NatsProtocolException>(() => Read(text, [])).Message);

    [Fact]
    public void Line_IsLimited()
    {
        var longest = "INFO " + new string('x', NatsParser.MaxLineBytes - 7) + "\r\n";
        Assert.Single(Read(longest, []));

        Assert.Contains("longer than 65536", Assert.Throws<NatsProtocolException>(() => Read("x" + longest, [])).Message);
    }

    private static List<string> Read(string text, int[] cuts) => Read(Encoding.UTF8.GetBytes(text), cuts);

    /// <summary>Reads as a connection does: what is left over waits for the next piece, which lies elsewhere in memory.</summary>
    private static List<string> Read(byte[] bytes, int[] cuts)
    {
        var parser = new NatsParser();
        var frames = new List<string>();
        var from = 0;
        foreach (var cut in (int[])[.. cuts, bytes.Length])
        {
            var buffer = Pieces.Of(bytes.AsMemory(from, cut - from), [.. cuts.Where(at => at > from && at < cut).Select(at => at - from)]);
            var before = buffer.Length;
            while (parser.TryRead(ref buffer, out var frame))
            {
                frames.Add($"{frame.Kind} {frame.Subject} {Id(frame)} {frame.ReplyTo} [{Text(frame.Head)}] [{Text(frame.Data)}]");
            }

            from += (int)(before - buffer.Length);
        }

        return frames;
    }

    private static string Id(in NatsFrame frame) => frame.Kind == NatsFrameKind.Message ? $"{frame.SubscriptionId}" : "";

    private static string Text(ReadOnlySequence<byte> bytes) => Encoding.Latin1.GetString(bytes.ToArray());
}
