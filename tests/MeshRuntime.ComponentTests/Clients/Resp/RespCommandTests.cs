using System.Buffers;
using System.Text;
using MeshRuntime.Components.Clients.Resp;

namespace MeshRuntime.ComponentTests.Clients.Resp;

public sealed class RespCommandTests
{
    [Fact]
    public void Command_IsAnArrayOfCountedTexts() =>
        Assert.Equal("*5\r\n$4\r\nXADD\r\n$2\r\nä\r\n$2\r\n-7\r\n$0\r\n\r\n$3\r\na\r\n\r\n", Wire(new RespCommand("XADD").Add("ä").Add(-7).Add("").Add("a\r\n"u8)));

    [Fact]
    public void LargeArgument_IsWrittenWhole()
    {
        var large = new string('x', 300_000);

        Assert.Equal($"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$300000\r\n{large}\r\n", Wire(new RespCommand("SET").Add("k").Add(large)));
    }

    private static string Wire(RespCommand command)
    {
        var output = new ArrayBufferWriter<byte>();
        command.WriteTo(output);
        command.Release();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
