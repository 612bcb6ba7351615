using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.Tests.DataPlane.Forwarding;

public sealed class HeaderRulesTests
{
    [Theory]
    [InlineData("Connection")]
    [InlineData("Keep-Alive")]
    [InlineData("Proxy-Connection")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Upgrade")]
    [InlineData("HTTP2-Settings")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Proxy-Authenticate")]
    public void HopByHopHeader_EndsHere_BothWays(string name)
    {
        Assert.True(HeaderRules.EndsRequestHere(name, default, CallKind.Http));
        Assert.True(HeaderRules.EndsResponseHere(name, default, CallKind.Http));
    }

    [Theory]
    [InlineData("mesh-failure")]
    [InlineData("mesh-invoke")]
    [InlineData("Mesh-Invoke")]
    [InlineData("mesh-type-url")]
    [InlineData("mesh-grpc-status")]
    [InlineData("mesh-grpc-message")]
    [InlineData("mesh-grpc-details")]
    [InlineData("mesh-deadline")]
    [InlineData("mesh-grpc-app")]
    [InlineData("mesh-consequence")]
    [InlineData("mesh-why")]
    public void HeaderBetweenSidecars_IsTakenFromNoApp_AndGivenToNone(string name)
    {
        Assert.True(HeaderRules.EndsRequestHere(name, default, CallKind.Http));
        Assert.True(HeaderRules.EndsResponseHere(name, default, CallKind.Http));
    }

    [Theory]
    [InlineData("dapr-caller-app-id")]
    [InlineData("Dapr-Caller-App-Id")]
    [InlineData("dapr_caller_app_id")]
    [InlineData("DAPR-CALLER-NAMESPACE")]
    [InlineData("dapr-callee-app-id")]
    [InlineData("dapr-app-id")]
    [InlineData("dapr-api-token")]
    [InlineData("destination-app-id")]
    [InlineData("X-Forwarded-For")]
    [InlineData("X_Forwarded_For")]
    [InlineData("Forwarded")]
    [InlineData("x-envoy-original-path")]
    [InlineData("grpc-timeout")]
    [InlineData("some-bin")]
    [InlineData(":authority")]
    [InlineData("mesh-failure")]
    [InlineData("Host")]
    [InlineData("Content-Length")]
    public void HeaderThatIsOursToSay_IsNotTakenFromAClient(string name) => Assert.True(HeaderRules.EndsRequestHere(name, default, CallKind.Http));

    [Theory]
    [InlineData("Accept")]
    [InlineData("Authorization")]
    [InlineData("traceparent")]
    [InlineData("tracestate")]
    [InlineData("x-custom_name")]
    [InlineData("Content-Type")]
    [InlineData("Cookie")]
    public void OtherHeader_IsPassedOn(string name)
    {
        Assert.False(HeaderRules.EndsRequestHere(name, default, CallKind.Http));
        Assert.False(HeaderRules.EndsResponseHere(name, default, CallKind.Http));
    }

    [Fact]
    public void HeaderNamedByConnection_EndsHere()
    {
        var connection = new StringValues(["keep-alive, X-One", "x-two"]);

        Assert.True(HeaderRules.EndsRequestHere("x-one", connection, CallKind.Http));
        Assert.True(HeaderRules.EndsRequestHere("X-Two", connection, CallKind.Http));
        Assert.True(HeaderRules.EndsResponseHere("x-one", connection, CallKind.Http));
        Assert.False(HeaderRules.EndsRequestHere("x-on", connection, CallKind.Http));
    }

    [Theory]
    [InlineData("plain", true)]
    [InlineData("tab\there", true)]
    [InlineData("caf\u00e9", true)]
    [InlineData("line\r\nbreak", false)]
    [InlineData("nul\0", false)]
    [InlineData("del\x7f", false)]
    public void ControlCharacter_NeverReachesAWire(string value, bool writable) => Assert.Equal(writable, HeaderRules.IsWritable(value));
}
