using System.Buffers;
using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.ComponentTests.Clients.Nats;

public sealed class NatsHeadersTests
{
    [Fact]
    public void Fields_ComeBackAsWritten()
    {
        var written = new ArrayBufferWriter<byte>();
        var headers = new NatsHeaders().Add("Nats-Msg-Id", "a1").Add("x", "").Add("größe", "ü: ✓");
        headers.Write(written);

        Assert.Equal(headers.Length(), written.WrittenCount);
        Assert.Equal(headers.Fields, NatsHeaders.Parse(new(written.WrittenMemory)).Fields);
    }

    [Theory]
    [InlineData("NATS/1.0 503\r\n\r\n", 503, "")]
    [InlineData("NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Stream: 5\r\n\r\n", 100, "Idle Heartbeat")]
    [InlineData("NATS/1.0\r\n\r\n", 0, "")]
    [InlineData("NATS/1.0 abc\r\n\r\n", 0, "")]
    [InlineData("NATS/1.0", 0, "")]
    [InlineData("HTTP/1.1 503\r\n\r\n", 0, "")]
    public void Status_IsRead(string block, int status, string description)
    {
        var headers = Parse(block);

        Assert.Equal((status, description), (headers.Status, headers.Description));
    }

    [Fact]
    public void MalformedField_IsLeftOut() =>
        Assert.Equal(
            [KeyValuePair.Create("good", "1"), KeyValuePair.Create("also", "2")],
            Parse("NATS/1.0\r\ngood: 1\r\nno colon\r\n: no name\r\nbad name: 1\r\nlf: a\nb\r\nnul: \0\r\ncr: a\rb\r\nalso:2\r\n\r\n").Fields);

    [Theory]
    [InlineData("a", "x\r\nEvil: 1")]
    [InlineData("a", "x\ny")]
    [InlineData("a", "\0")]
    [InlineData("a b", "x")]
    [InlineData("a:b", "x")]
    [InlineData("a\r\n", "x")]
    [InlineData("", "x")]
    public void FieldThatWouldBreakOut_IsRefused(string name, string value) =>
        Assert.Equal(ComponentFault.Invalid, Assert.Throws<ComponentException>(() => new NatsHeaders().Add(name, value)).Fault);

    private static NatsHeaders Parse(string block) => NatsHeaders.Parse(new(Encoding.UTF8.GetBytes(block)));
}
