using System.Text;
using MeshRuntime.Cli.Messages;

namespace MeshRuntime.Tests.Cli.Messages;

public sealed class MessageTemplateTests
{
    [Theory]
    [InlineData("{\"id\":{n},\"again\":\"{n}\"}", "{\"id\":42,\"again\":\"42\"}", "application/json")]
    [InlineData("order {n}", "order 42", "text/plain")]
    [InlineData("same", "same", "text/plain")]
    [InlineData("{\"id\":\"{n}\",\"source\":\"x\",\"specversion\":\"1.0\",\"type\":\"t\"}", "{\"id\":\"42\",\"source\":\"x\",\"specversion\":\"1.0\",\"type\":\"t\"}", "application/cloudevents+json")]
    [InlineData(null, "{\"n\":42}", "application/json")]
    public void CountedMessages_BearTheirNumbers(string? data, string made, string contentType)
    {
        var template = new MessageTemplate(data is null ? null : Encoding.UTF8.GetBytes(data), isCounted: true);

        Assert.Equal((made, contentType), (Encoding.UTF8.GetString(template.Of(42)), template.ContentType));
    }

    [Theory]
    [InlineData("order {n}", "order {n}")]
    [InlineData(null, "")]
    public void SingleMessage_StaysAsItIs(string? data, string made) =>
        Assert.Equal(made, Encoding.UTF8.GetString(new MessageTemplate(data is null ? null : Encoding.UTF8.GetBytes(data), isCounted: false).Of(1)));

    [Fact]
    public void BytesThatAreNoText_GoAsTheyAre()
    {
        byte[] data = [0xff, (byte)'{', (byte)'n', (byte)'}'];

        var template = new MessageTemplate(data, isCounted: true);

        Assert.Equal("application/octet-stream", template.ContentType);
        Assert.Equal(data, template.Of(7));
    }
}
