using System.Text;
using System.Text.Json;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class HttpEventsTests : IDisposable
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly MemoryApp _app = new();
    private readonly AppChannel _channel;
    private readonly AppHealth _health = new(threshold: 1, NullLogger.Instance);
    private Exception? _refusal;

    public HttpEventsTests()
    {
        _health.Probed(failure: null);
        _channel = new AppChannel(
            new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, "app-secret", 4096),
            Messages.Self,
            _health,
            (_, cancellation) => _refusal is null ? _app.ConnectAsync(cancellation) : throw _refusal);
    }

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Event_IsPostedToItsPath_AsItCame()
    {
        var answer = await SendAsync(Received.Event("""{"id": "1"}""", ("Foo", "bar"), ("x-n", "grüße 😀")) with { Path = "a//b/" });

        Assert.Equal(EventVerdict.Success, answer.Verdict);
        var request = Assert.Single(_app.Requests);
        Assert.StartsWith("POST /a/b HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{\"id\": \"1\"}", request, StringComparison.Ordinal);
        AssertHeaders(("content-type", "application/cloudevents+json"), ("foo", "bar"), ("pubsubname", "pubsub"), ("dapr-api-token", "app-secret"));
        Assert.Equal("grüße 😀", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Assert.Single(Headers("x-n")))));
    }

    [Theory]
    [InlineData("dapr-api-token")] // hardening B04, B05: a publisher cannot speak as the sidecar
    [InlineData("Dapr-Api-Token")]
    [InlineData("dapr_api_token")]
    [InlineData("dapr-caller-app-id")]
    [InlineData("dapr-caller-namespace")]
    [InlineData("dapr-callee-app-id")]
    [InlineData("dapr-app-id")]
    [InlineData("mesh-call")]
    [InlineData("x-forwarded-for")]
    [InlineData("host")]
    [InlineData("connection")]
    [InlineData("transfer-encoding")]
    [InlineData("content-length")] // hardening C14
    [InlineData("content-type")]
    [InlineData("pubsubName")]
    [InlineData("traceparent")]
    [InlineData("tracestate")]
    [InlineData("grpc-trace-bin")]
    [InlineData("x-bin")]
    [InlineData("bad name")]
    [InlineData("bad\r\nname")]
    [InlineData("")]
    public async Task NameThatIsNotThePublishers_IsDropped(string name)
    {
        await SendAsync(Received.Event("{}", (name, "canary"), ("kept", "1")));

        Assert.DoesNotContain("canary", Assert.Single(_app.Requests), StringComparison.Ordinal);
        AssertHeaders(("kept", "1"), ("dapr-api-token", "app-secret"));
    }

    [Theory]
    [InlineData("canary\r\nx: y")] // hardening C09
    [InlineData("canary\n")]
    [InlineData("\0canary")]
    [InlineData("canary\u007f")]
    public async Task ValueWithAControlCharacter_IsDropped(string value)
    {
        await SendAsync(Received.Event("{}", ("x", value)));

        Assert.DoesNotContain("canary", Assert.Single(_app.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u010d\u010a")] // cut to one byte each these would end the line
    [InlineData("\u560d\u560a")]
    public async Task ValueBeyondLatin1_IsNeverCutToAControlCharacter(string value)
    {
        await SendAsync(Received.Event("{}", ("c", $"a{value}x: y")));

        AssertHeaders(("x", ""), ("c", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes($"a{value}x: y"))));
    }

    [Fact]
    public async Task NameOfGrpc_GetsAPrefix()
    {
        await SendAsync(Received.Event("{}", ("grpc-timeout", "1S")));

        AssertHeaders(("dapr-grpc-timeout", "1S"), ("grpc-timeout", ""));
    }

    [Fact]
    public async Task Trace_GoesOn_WithASpanOfItsOwn()
    {
        await SendAsync(Received.Event($$"""{"traceparent":"{{Parent}}","tracestate":"v=1"}"""));

        var sent = Assert.Single(Headers("traceparent"));
        Assert.Equal((Parent[..36], Parent[52..], "v=1"), (sent[..36], sent[52..], Assert.Single(Headers("tracestate"))));
        Assert.NotEqual(Parent, sent);
    }

    [Theory]
    [InlineData("""{"traceid":7}""")]
    [InlineData("""{"traceparent":"a\r\nb"}""")]
    [InlineData("""{"traceid":true,"tracestate":"v=1"}""")]
    [InlineData("{}")]
    public async Task TraceThatIsNone_IsNotSent(string json)
    {
        await SendAsync(Received.Event(json));

        AssertHeaders(("traceparent", ""), ("tracestate", ""));
    }

    [Fact]
    public async Task Batch_IsOneRequest()
    {
        _app.Then("HTTP/1.1 200 OK\r\nContent-Length: 49\r\n\r\n{\"statuses\":[{\"entryId\":\"0\",\"status\":\"SUCCESS\"}]}");

        var answers = await Events().SendAsync(Received.Batch(Received.Event("""{"id":"1"}""", ("foo", "b\"r")), Received.Raw("hi")), CancellationToken.None);

        Assert.Equal([EventVerdict.Success, EventVerdict.Retry], answers.Select(answer => answer.Verdict));
        var request = Assert.Single(_app.Requests);
        AssertHeaders(("content-type", "application/json"), ("pubsubname", "pubsub"), ("foo", ""));
        var body = JsonElement.Parse(request[request.IndexOf("\r\n\r\n", StringComparison.Ordinal)..].Trim());
        Assert.True(Guid.TryParse(body.GetProperty("id").GetString(), out _));
        Assert.Equal(
            """{"type":"com.dapr.event.sent.bulk","topic":"orders","pubsubname":"pubsub","metadata":{"pubsubName":"pubsub"},"entries":[{"entryId":"0","event":{"id":"1"},"metadata":{"foo":"b\"r"},"contentType":"application/cloudevents+json"},{"entryId":"1","event":"aGk=","metadata":{},"contentType":"application/octet-stream"}]}""",
            "{" + body.GetRawText()[(body.GetRawText().IndexOf(',', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public async Task AppThatIsUnwell_IsNotAsked()
    {
        _health.Probed("no");

        Assert.Equal(EventVerdict.Unreached, (await SendAsync(Received.Event("{}"))).Verdict);
        Assert.Equal(EventVerdict.Unreached, Assert.Single(await Events().SendAsync(Received.Batch(Received.Event("{}")), CancellationToken.None)).Verdict);
        Assert.Empty(_app.Requests);
    }

    [Fact]
    public async Task AppThatDoesNotListen_IsUnreached()
    {
        _refusal = new IOException("refused");

        Assert.Equal(EventVerdict.Unreached, (await SendAsync(Received.Event("{}"))).Verdict);
    }

    [Fact]
    public async Task AppThatGoesAwayInTheMiddle_BreaksOff()
    {
        _app.Then([null]);

        Assert.Equal(EventVerdict.BrokenOff, (await SendAsync(Received.Event("{}"))).Verdict);
    }

    [Fact]
    public async Task EndWhileTheAppAnswers_IsAbandoned()
    {
        using var ended = new CancellationTokenSource();
        _app.Then("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");

        var sending = Events().SendAsync(Received.Event("{}"), ended.Token);
        await Eventually.TrueAsync(() => _app.Requests.Count > 0);
        await ended.CancelAsync();

        Assert.Equal(EventVerdict.Abandoned, (await sending).Verdict);
    }

    private HttpEvents Events() => new(_channel);

    private ValueTask<EventAnswer> SendAsync(TopicEvent read) => Events().SendAsync(read, CancellationToken.None);

    // Every line of each; nothing for one that is not there.
    private void AssertHeaders(params (string Name, string Lines)[] wanted) => Assert.All(wanted, header => Assert.Equal(header.Lines, string.Join('|', Headers(header.Name))));

    private string[] Headers(string name) => MemoryApp.HeadersOf(Assert.Single(_app.Requests), name);
}
