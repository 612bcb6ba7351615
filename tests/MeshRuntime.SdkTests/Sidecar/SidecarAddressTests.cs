using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Sidecar;

public sealed class SidecarAddressTests
{
    [Fact]
    public void WithoutAnything_AreDaprsPorts() =>
        Assert.Equal(new SidecarAddress(new Uri("http://127.0.0.1:3500"), new Uri("http://127.0.0.1:50001"), "", ""), Read());

    [Fact]
    public void Environment_IsTaken() => Assert.Equal(
        new SidecarAddress(new Uri("http://127.0.0.1:4001"), new Uri("http://127.0.0.1:4002"), "secret", "orders"),
        Read(("DAPR_HTTP_PORT", "4001"), ("DAPR_GRPC_PORT", "4002"), ("DAPR_API_TOKEN", "secret"), ("APP_ID", "orders")));

    [Theory]
    [InlineData("http://box:99", "http://box:99")]
    [InlineData("https://box.example/", "https://box.example")]
    [InlineData("box:99", "http://box:99")]
    [InlineData("box:99?tls=true", "https://box:99")]
    [InlineData("box:99?tls=false", "http://box:99")]
    [InlineData("[::1]:99", "http://[::1]:99")]
    public void Endpoint_BeatsPort(string given, string expected)
    {
        var read = Read(("DAPR_HTTP_ENDPOINT", given), ("DAPR_HTTP_PORT", "1"), ("DAPR_GRPC_ENDPOINT", given), ("DAPR_GRPC_PORT", "2"));
        Assert.Equal((new Uri(expected), new Uri(expected)), (read.Http, read.Grpc));
    }

    [Fact]
    public void Options_BeatTheEnvironment()
    {
        var options = new MeshClientOptions { HttpEndpoint = new("http://a:1"), GrpcEndpoint = new("https://b:2"), ApiToken = "", AppId = "" };

        // What stands in the environment is not even read: the options are whole.
        var read = SidecarAddress.Of(options, name => name.Contains("TOKEN", StringComparison.Ordinal) || name == "APP_ID" ? "other" : "nonsense ://");

        Assert.Equal(new SidecarAddress(new("http://a:1"), new("https://b:2"), "", ""), read);
    }

    [Fact]
    public void EmptyVariables_AreNotSet() =>
        Assert.Equal(Read(), Read(("DAPR_HTTP_ENDPOINT", ""), ("DAPR_HTTP_PORT", ""), ("DAPR_GRPC_PORT", ""), ("DAPR_API_TOKEN", ""), ("APP_ID", "")));

    [Theory]
    [InlineData("DAPR_HTTP_PORT", "abc")]
    [InlineData("DAPR_HTTP_PORT", "0")]
    [InlineData("DAPR_GRPC_PORT", "65536")]
    [InlineData("DAPR_GRPC_PORT", "-1")]
    [InlineData("DAPR_HTTP_ENDPOINT", "ftp://x")]
    [InlineData("DAPR_HTTP_ENDPOINT", "http://x/path")]
    [InlineData("DAPR_HTTP_ENDPOINT", "http://user@x")]
    [InlineData("DAPR_GRPC_ENDPOINT", "http://")]
    [InlineData("DAPR_GRPC_ENDPOINT", "dns:x")]
    public void BadValue_NamesTheVariableTheValueAndTheCure(string name, string value)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Read((name, value)));
        Assert.StartsWith($"the environment variable {name} is \"{value}\": it must be ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret\n")]
    [InlineData("two words")]
    public void TokenThatNoHeaderCanCarry_IsRefused_WithoutShowingIt(string token)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Read(("DAPR_API_TOKEN", token)));
        Assert.Contains("DAPR_API_TOKEN", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadOption_IsNamed() => Assert.StartsWith(
        "GrpcEndpoint is ", Assert.Throws<ArgumentException>(() => SidecarAddress.Of(new() { GrpcEndpoint = new("/x", UriKind.Relative) }, _ => null)).Message, StringComparison.Ordinal);

    private static SidecarAddress Read(params (string Name, string Value)[] environment) =>
        SidecarAddress.Of(new MeshClientOptions(), name => environment.FirstOrDefault(variable => variable.Name == name).Value);
}
