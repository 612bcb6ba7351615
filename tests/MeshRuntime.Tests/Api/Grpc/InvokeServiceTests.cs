using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Common;
using MeshRuntime.Protocol.Protos.Runtime;
using MeshRuntime.Tests.Kit;
using MeshRuntime.Tests.Protocol.Grpc;
using Verb = MeshRuntime.Protocol.Protos.Common.HTTPExtension.Types.Verb;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class InvokeServiceTests : IDisposable
{
    private readonly GrpcPort _port = new(maxBodyBytes: 1000);

    public void Dispose() => _port.Dispose();

    [Fact]
    public async Task Message_BecomesTheSameCallAsOverHttp()
    {
        await InvokeAsync(Request(verb: Verb.Put, query: "a=%20", data: "hello", contentType: "text/plain"), ("X-Custom", "one"), ("x-custom", "two"));

        var call = _port.Peer.Call!;
        Assert.Equal(("orders.default", "PUT", "/new/order", "?a=%20"), (call.Service.ToString(), call.Method.Method, call.Path.Text, call.Query));
        Assert.Equal("hello", Encoding.UTF8.GetString(_port.Peer.Body));
        Assert.Equal("text/plain", call.Headers["content-type"]);
        Assert.Equal("one,two", call.Headers["x-custom"].ToString());
        Assert.Contains("x-custom", call.Headers.Keys);
        Assert.Equal(new GrpcInvoke(true, ""), call.Invoke);
        Assert.Equal("checkout", call.Caller?.AppId);
    }

    [Fact]
    public async Task MessageWithAType_IsProtobuf_WhateverElseItSays()
    {
        await InvokeAsync(Request(typeUrl: "type.googleapis.com/shop.Order", data: "x", contentType: "text/plain"));

        Assert.Equal("application/x-protobuf", _port.Peer.Call!.Headers["content-type"]);
        Assert.Equal(new GrpcInvoke(true, "type.googleapis.com/shop.Order"), _port.Peer.Call.Invoke);
    }

    [Fact]
    public async Task MessageWithoutContentType_HasNone_NotThatOfGrpc()
    {
        await InvokeAsync(Request(data: "x"));

        Assert.False(_port.Peer.Call!.Headers.ContainsKey("content-type"));
    }

    [Fact]
    public async Task MessageWithoutVerb_IsAPost_ThatSaysSo()
    {
        await InvokeAsync(Request(verb: null));

        Assert.Equal(("POST", false), (_port.Peer.Call!.Method.Method, _port.Peer.Call.Invoke!.HasVerb));
        Assert.Null(_port.Peer.Call.Body);
    }

    [Theory]
    [InlineData("new/../admin", "/admin")] // judged and called as that
    [InlineData("//admin", "/admin")]
    [InlineData("a%2Fb", "/a/b")]
    [InlineData("say hello", "/say hello")]
    [InlineData("grüße", "/grüße")]
    [InlineData("", "/")]
    public async Task Method_IsCanonical(string method, string path)
    {
        await InvokeAsync(Request(method: method));

        Assert.Equal(path, _port.Peer.Call!.Path.Text);
    }

    [Theory]
    [InlineData("public#/../admin")]
    [InlineData("public?/../admin")]
    [InlineData("public%/../admin")]
    [InlineData("public%23/../admin")]
    [InlineData("../admin")]
    [InlineData("a\r\nb")]
    [InlineData("a\0")]
    public async Task MethodThatTwoCouldReadDifferently_IsInvalid_AndNobodyIsCalled(string method)
    {
        var exchange = await InvokeAsync(Request(method: method));

        Assert.Equal(GrpcCode.InvalidArgument, exchange.Code);
        Assert.StartsWith("failed to invoke, id: orders, err: rpc error: code = InvalidArgument desc = invalid method: ", exchange.Message, StringComparison.Ordinal);
        Assert.Null(_port.Peer.Call);
    }

    [Theory]
    [InlineData("", GrpcCode.Internal)]
    [InlineData("a.b.c", GrpcCode.Internal)]
    [InlineData("a/b", GrpcCode.Internal)]
    [InlineData("http://10.0.0.1", GrpcCode.PermissionDenied)]
    public async Task TargetThatIsNoApp_Fails(string id, GrpcCode code)
    {
        var exchange = await InvokeAsync(Request(id: id));

        Assert.Equal(code, exchange.Code);
        Assert.StartsWith($"failed to invoke, id: {id}, err: ", exchange.Message, StringComparison.Ordinal);
        Assert.Null(_port.Peer.Call);
    }

    [Theory]
    [InlineData(Verb.Connect, "")]
    [InlineData((Verb)42, "")]
    [InlineData(Verb.Get, "a b")]
    [InlineData(Verb.Get, "a#b")]
    [InlineData(Verb.Get, "a\r\nb")]
    [InlineData(Verb.Get, "ö")]
    public async Task VerbOrQueryThatCannotBeSent_Fails(Verb verb, string query)
    {
        var exchange = await InvokeAsync(Request(verb: verb, query: query));

        Assert.Equal(GrpcCode.Internal, exchange.Code);
        Assert.Contains("code = InvalidArgument", exchange.Message, StringComparison.Ordinal);
        Assert.Null(_port.Peer.Call);
    }

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public async Task TypeUrl_HasALimit(int length, bool isCalled)
    {
        await InvokeAsync(Request(typeUrl: new string('x', length)));

        Assert.Equal(isCalled, _port.Peer.Call is not null);
    }

    [Theory]
    [InlineData("direct", GrpcCode.Internal)]
    [InlineData("unreachable", GrpcCode.Internal)]
    [InlineData("denied", GrpcCode.PermissionDenied)]
    public async Task CallThatFails_SaysWhy(string kind, GrpcCode code)
    {
        var error = kind switch { "denied" => MeshErrorCode.Denied, "unreachable" => MeshErrorCode.Unreachable, _ => MeshErrorCode.DirectInvoke };
        _port.Peer.Result = () => CallResult.Failed(error, "no way", CallProgress.Answered);

        var exchange = await InvokeAsync(Request());

        Assert.Equal((code, "failed to invoke, id: orders, err: no way"), (exchange.Code, exchange.Message));
    }

    [Theory]
    [InlineData("fast", "timeout policy fast, attempt 2 of 2, endpoint 10.0.0.7:50002, 812 ms")]
    [InlineData("größe\n", "timeout policy gr??e?, attempt 2 of 2, endpoint 10.0.0.7:50002, 812 ms")] // metadata are ASCII
    public async Task CallThatFails_TellsItsWayInTheTrailers_Unasked(string policy, string why)
    {
        _port.Peer.Why = Why(policy);
        _port.Peer.Result = () => CallResult.Failed(MeshErrorCode.TimedOut, "no time", CallProgress.MaybeSent);

        var exchange = await InvokeAsync(Request());

        Assert.True(exchange.IsTrailersOnly);
        Assert.Equal(why, exchange.Headers["mesh-why"]);
    }

    [Theory]
    [InlineData("true", "timeout policy fast, attempt 2 of 2, endpoint 10.0.0.7:50002, 812 ms")]
    [InlineData("false", "")]
    [InlineData(null, "")]
    public async Task Answer_TellsItsWay_WhenAsked(string? asks, string why)
    {
        _port.Peer.Why = Why("fast");

        var exchange = await InvokeAsync(Request(), asks is null ? [] : [("mesh-why", asks)]);

        Assert.Equal((GrpcCode.Ok, why), (exchange.Code, exchange.Trailers["mesh-why"].ToString()));
        Assert.Equal(asks == "true", _port.Peer.Call!.AsksWhy);
    }

    [Fact]
    public async Task OwnHttpApp_IsCalledDirectly_WithoutWhatBelongsToTheHop()
    {
        var exchange = await InvokeAsync(
            Request(id: "checkout", data: "hi", contentType: "text/plain"),
            ("grpc-accept-encoding", "gzip"), ("te", "trailers"), ("x-bin", "AAAA"), ("dapr-api-token", "canary"), ("mesh-invoke", "forged"), ("x-kept", "yes"));

        Assert.Equal(GrpcCode.Ok, exchange.Code);
        var request = Assert.Single(_port.App.Requests);
        Assert.StartsWith("GET /new/order HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhi", request, StringComparison.Ordinal);
        Assert.Equal(["yes"], MemoryApp.HeadersOf(request, "x-kept"));
        Assert.Equal(["text/plain"], MemoryApp.HeadersOf(request, "content-type"));
        Assert.All(["grpc-accept-encoding", "te", "x-bin", "dapr-api-token", "mesh-invoke", "mesh-type-url"], name => Assert.Empty(MemoryApp.HeadersOf(request, name)));
    }

    [Fact]
    public async Task HttpApp_NeedsAVerb()
    {
        var exchange = await InvokeAsync(Request(id: "checkout", verb: null));

        Assert.Equal(GrpcCode.Internal, exchange.Code);
        Assert.Contains("code = InvalidArgument desc = missing HTTP extension field", exchange.Message, StringComparison.Ordinal);
        Assert.Empty(_port.App.Requests);
    }

    private Task<ServerExchange> InvokeAsync(InvokeServiceRequest request, params (string Name, string Value)[] headers) =>
        _port.CallAsync(GrpcPort.Dapr + "InvokeService", request, headers);

    private static ErrorWhy Why(string policy) => new("timeout", policy, 2, 2, "10.0.0.7:50002", TimeSpan.FromMilliseconds(812));

    private static InvokeServiceRequest Request(
        string id = "orders", string method = "new/order", Verb? verb = Verb.Get, string query = "", string data = "", string typeUrl = "", string contentType = "") =>
        new()
        {
            Id = id,
            Message = new InvokeRequest
            {
                Method = method,
                Data = data.Length + typeUrl.Length == 0 ? null : new Any { TypeUrl = typeUrl, Value = ByteString.CopyFromUtf8(data) },
                ContentType = contentType,
                HttpExtension = verb is { } given ? new HTTPExtension { Verb = given, Querystring = query } : null,
            },
        };
}
