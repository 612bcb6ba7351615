using MeshRuntime.Cli.Sidecars;
using Xunit;

namespace MeshRuntime.Tests.Cli.Sidecars;

public sealed class SidecarFlagsTests
{
    [Theory]
    [InlineData("--app-port", "5101")]
    [InlineData("-app-port", "5101")]
    [InlineData("--app-port=5101")]
    [InlineData("meshd", "--enable-mtls", "--app-port=5101")]
    public void EachSpelling_IsRead(params string[] words) => Assert.Equal(5101, new SidecarFlags(words).Number("app-port", 0));

    [Fact]
    public void SwitchBeforeAFlag_IsOn()
    {
        var flags = new SidecarFlags(["--app-ssl", "--app-id", "orders", "--enable-metrics=false"]);

        Assert.Equal((true, "orders", false), (flags.IsOn("app-ssl", false), flags.Text("app-id"), flags.IsOn("enable-metrics", true)));
    }

    [Fact]
    public void ValueWithAnEqualsSign_StaysWhole() => Assert.Equal("a=b", new SidecarFlags(["--config=a=b"]).Text("config"));

    [Fact]
    public void UnreadableNumber_IsTheDefault() =>
        Assert.Equal(3500, new SidecarFlags(["--dapr-http-port=x"]).Number("dapr-http-port", 3500));

    [Fact]
    public void AbsentNumber_IsTheDefault() => Assert.Equal(3500, new SidecarFlags([]).Number("dapr-http-port", 3500));
}
