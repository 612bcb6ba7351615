using MeshRuntime.Cli.Messages;

namespace MeshRuntime.Tests.Cli.Messages;

public sealed class EventTextTests
{
    [Theory]
    [InlineData("""{"specversion":"1.0","data":{"id":7}}""", """{"id":7}""")]
    [InlineData("""{"specversion":"1.0","data":"tea\n"}""", "tea\n")]
    [InlineData("""{"specversion":"1.0","data_base64":"AA=="}""", """{"specversion":"1.0","data_base64":"AA=="}""")]
    [InlineData("""{"data":"not an event"}""", """{"data":"not an event"}""")]
    [InlineData("""{"specversion":"1.0","data":"cut""", """{"specversion":"1.0","data":"cut""")]
    [InlineData("text", "text")]
    [InlineData("[1]", "[1]")]
    public void OfAnEvent_ItsDataIsShown_OfAnythingElseAll(string message, string shown) => Assert.Equal(shown, EventText.Of(message));
}
