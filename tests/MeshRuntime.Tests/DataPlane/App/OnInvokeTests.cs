using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Common;
using MeshRuntime.Protocol.Protos.Rpc;
using MeshRuntime.Tests.Kit;
using MeshRuntime.Tests.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Verb = MeshRuntime.Protocol.Protos.Common.HTTPExtension.Types.Verb;

namespace MeshRuntime.Tests.DataPlane.App;

public sealed class OnInvokeTests : IDisposable
{
    private readonly FakeApp _app = new();
    private readonly HttpMessageInvoker _client;

    public OnInvokeTests() => _client = new HttpMessageInvoker(_app);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Request_BecomesTheOneMessage()
    {
        await CallAsync(ACall.With("PUT", "/new/it", ACall.Body("{}"), new HeaderDictionary { ["Content-Type"] = "application/json" }, query: "?q=1"));

        Assert.Equal("/dapr.proto.runtime.v1.AppCallback/OnInvoke", _app.Path);
        Assert.Equal(("new/it", "{}", "application/json"), (_app.Request.Method, _app.Request.Data.Value.ToStringUtf8(), _app.Request.ContentType));
        Assert.Equal((Verb.Put, "q=1"), (_app.Request.HttpExtension.Verb, _app.Request.HttpExtension.Querystring));
        Assert.Equal("", _app.Request.Data.TypeUrl);
    }

    [Theory]
    [InlineData("GET", Verb.Get)]
    [InlineData("DELETE", Verb.Delete)]
    [InlineData("PROPFIND", Verb.Post)]
    public async Task VerbWithoutAWordInTheMessage_IsAPost(string method, Verb verb)
    {
        await CallAsync(ACall.With(method));

        Assert.Equal(verb, _app.Request.HttpExtension.Verb);
        Assert.Equal(0, _app.Request.Data.Value.Length);
    }

    [Fact]
    public async Task HeadersOfHttpItself_GetAPrefix()
    {
        await CallAsync(ACall.With(headers: new HeaderDictionary { ["Accept"] = "a/b", ["X-Order"] = "7" }));

        Assert.Equal("a/b", _app.Metadata["dapr-accept"]);
        Assert.Equal("7", _app.Metadata["x-order"]);
        Assert.False(_app.Metadata.ContainsKey("accept"));
    }

    [Fact]
    public async Task CallOfInvokeService_KeepsItsType_AndNeedsNoVerb()
    {
        await CallAsync(ACall.With("POST", body: ACall.Body("x"), invoke: new GrpcInvoke(HasVerb: false, "type/of.It")));

        Assert.Equal("type/of.It", _app.Request.Data.TypeUrl);
        Assert.Null(_app.Request.HttpExtension);
    }

    [Fact]
    public async Task Answer_IsItsDataWithItsType()
    {
        _app.Response = new InvokeResponse { ContentType = "text/plain", Data = new Any { Value = ByteString.CopyFromUtf8("pong") } };
        _app.Headers = [("x-app", "1"), ("x-bytes-bin", "AAE")];

        var answer = (await CallAsync(ACall.With())).Response!;

        Assert.Equal((HttpStatusCode.OK, "pong", "text/plain"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal(["x-app"], answer.Headers.Select(header => header.Key));
    }

    [Fact]
    public async Task AnswerWithAType_IsProtobuf()
    {
        _app.Response = new InvokeResponse { ContentType = "text/plain", Data = new Any { TypeUrl = "type/of.It" } };

        var answer = (await CallAsync(ACall.With(invoke: new GrpcInvoke(HasVerb: true, "")))).Response!;

        Assert.Equal("application/x-protobuf", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(new GrpcAnswer(GrpcStatus.Ok, "type/of.It"), GrpcAnswer.Read(answer.Headers));
    }

    [Fact]
    public async Task StatusOfTheApp_IsTheStatusOfHttp_AndItsJson()
    {
        var info = new ErrorInfo { Reason = "GONE", Domain = "shop", Metadata = { ["id"] = "7" } };
        var details = new Status { Details = { new Any { TypeUrl = "type.googleapis.com/google.rpc.ErrorInfo", Value = info.ToByteString() }, new Any { TypeUrl = "type/of.It", Value = ByteString.CopyFrom(1) } } };
        _app.Status = new GrpcStatus(GrpcCode.NotFound, "no \"such\" order") { Details = details.ToByteArray() };

        var answer = (await CallAsync(ACall.With())).Response!;

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(
            """{"code":5,"message":"no \u0022such\u0022 order","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"GONE","domain":"shop","metadata":{"id":"7"}},{"@type":"type/of.It","value":"AQ=="}]}""",
            await answer.Content.ReadAsStringAsync());
        Assert.Null(GrpcAnswer.Read(answer.Headers));
    }

    [Fact]
    public async Task DetailsThatAreNone_LeaveCodeAndMessage()
    {
        _app.Status = new GrpcStatus(GrpcCode.Aborted, "late") { Details = new byte[] { 0xff } };

        Assert.Equal("""{"code":10,"message":"late"}""", await (await CallAsync(ACall.With())).Response!.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task StatusForACallerThatSpeaksGrpc_IsWhole()
    {
        _app.Status = new GrpcStatus(GrpcCode.Aborted, "späť\n%") { Details = new byte[] { 1, 2, 3 } };

        var answer = (await CallAsync(ACall.With(invoke: new GrpcInvoke(HasVerb: true, "")))).Response!;

        Assert.Equal(_app.Status, GrpcAnswer.Read(answer.Headers)?.Status);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task BodyOverTheLimit_IsNotSent(int length, bool fits)
    {
        var result = await CallAsync(ACall.With("POST", body: ACall.Body(new string('x', length), hasLength: false)), limit: 5);

        Assert.Equal(fits, result.Error is null);
        Assert.Equal(fits ? null : MeshErrorCode.MessageTooLarge, result.Error?.Code);
    }

    [Fact]
    public async Task AppThatSaysNothing_IsUnreachable()
    {
        _app.Broken = new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");

        var result = await CallAsync(ACall.With());

        Assert.Equal(MeshErrorCode.Unreachable, result.Error?.Code);
        Assert.Contains("Connection refused", result.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_AsksTheHealthMethod()
    {
        Assert.Null(await new OnInvoke(_client, new Uri("http://app"), null).ProbeAsync(TestContext.Current.CancellationToken));
        Assert.Equal("/dapr.proto.runtime.v1.AppCallbackHealthCheck/HealthCheck", _app.Path);

        _app.Status = new GrpcStatus(GrpcCode.Unavailable, "warming up");
        Assert.Contains("warming up", await new OnInvoke(_client, new Uri("http://app"), null).ProbeAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private ValueTask<CallResult> CallAsync(MeshCall call, long? limit = null) =>
        new OnInvoke(_client, new Uri("http://app"), limit).InvokeAsync(RequestCopy.Create(call, "http://app", HttpVersion.Version20), call);

    /// <summary>A gRPC app, as the client sees one.</summary>
    private sealed class FakeApp : HttpMessageHandler
    {
        public string? Path { get; private set; }

        public InvokeRequest Request { get; private set; } = new();

        public Dictionary<string, string> Metadata { get; } = [];

        public InvokeResponse Response { get; set; } = new();

        public (string Name, string Value)[] Headers { get; set; } = [];

        public GrpcStatus Status { get; set; } = GrpcStatus.Ok;

        public Exception? Broken { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Broken is not null)
            {
                throw Broken;
            }

            Path = request.RequestUri!.AbsolutePath;
            foreach (var (name, values) in request.Headers.NonValidated)
            {
                Metadata[name] = values.ToString();
            }

            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            Request = Path.EndsWith("OnInvoke", StringComparison.Ordinal) ? InvokeRequest.Parser.ParseFrom(body.AsSpan(5)) : new InvokeRequest();
            var answer = new HttpResponseMessage { Content = new ByteArrayContent(Status.IsOk ? Frames.Of(Response) : []) };
            answer.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
            Array.ForEach(Headers, header => answer.Headers.TryAddWithoutValidation(header.Name, header.Value));
            answer.TrailingHeaders.Add("grpc-status", $"{(int)Status.Code}");
            answer.TrailingHeaders.TryAddWithoutValidation("grpc-message", StatusMessage.Encode(Status.Message));
            answer.TrailingHeaders.TryAddWithoutValidation("grpc-status-details-bin", Convert.ToBase64String(Status.Details.Span));
            return answer;
        }
    }
}
