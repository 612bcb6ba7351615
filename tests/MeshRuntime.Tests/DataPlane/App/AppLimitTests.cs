using System.Net;
using System.Text;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Messaging.Delivery;
using MeshRuntime.DataPlane.Messaging.Events;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.App;

public sealed class AppLimitTests : IDisposable
{
    private readonly MemoryApp _app = new();
    private readonly AppChannel _channel;
    private Exception? _refusal;

    public AppLimitTests() => _channel = new AppChannel(
        new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, null, 4096) { MaxConcurrency = 1 },
        new WorkloadIdentity("public", "default", "orders"),
        health: null,
        (_, cancellation) => _refusal is { } refusal ? throw refusal : _app.ConnectAsync(cancellation));

    public void Dispose() => _channel.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AsManyAsAllowed_HaveAPlace_AndOneMoreWaits(int most)
    {
        var limit = new AppLimit(most);
        var places = new List<IDisposable>();
        for (var i = 0; i < most; i++)
        {
            places.Add(await limit.TakeAsync(CancellationToken.None));
        }

        var next = limit.TakeAsync(CancellationToken.None).AsTask();
        var last = limit.TakeAsync(CancellationToken.None).AsTask();
        Assert.False(next.IsCompleted);

        places[0].Dispose();
        places[0].Dispose(); // twice is once
        await next;

        Assert.False(last.IsCompleted);
    }

    [Theory]
    [InlineData(1, 1024)]
    [InlineData(64, 1024)]
    [InlineData(65, 1040)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Line_HasAnEnd(int most, int waiting) => Assert.Equal(waiting, new AppLimit(most).MostWaiting);

    [Fact]
    public async Task FullLine_OneMoreCallIsRefused_AnEventWaitsAllTheSame()
    {
        var limit = _channel.Client.Limit!;
        var place = await limit.TryTakeAsync(CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var line = Enumerable.Range(0, limit.MostWaiting).Select(_ => limit.TryTakeAsync(gone.Token).AsTask()).ToArray();

        var refused = await _channel.InvokeAsync(ACall.With());
        var anEvent = limit.TakeAsync(gone.Token).AsTask();

        Assert.Equal((MeshErrorCode.Overloaded, CallProgress.Unreached), (refused.Error!.Code, refused.Progress));
        Assert.Contains("1024 wait", refused.Error.Message, StringComparison.Ordinal);
        Assert.Contains("--app-max-concurrency", refused.Error.Message, StringComparison.Ordinal);
        Assert.All(line, waiting => Assert.False(waiting.IsCompleted));
        Assert.False(anEvent.IsCompleted);
        Assert.Empty(_app.Requests);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll((Task[])[.. line, anEvent]));
        var next = _channel.InvokeAsync(ACall.With()).AsTask(); // who gave up has left the line
        Assert.False(next.IsCompleted);
        place!.Dispose();
        Assert.Equal(HttpStatusCode.OK, (await next).Response?.StatusCode);
    }

    [Fact]
    public async Task Place_IsKeptUntilTheAnswerIsDisposed()
    {
        _app.Then("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: a/b\r\nX-A: 1\r\n\r\nok");
        var first = (await _channel.InvokeAsync(ACall.With())).Response!;
        var second = _channel.InvokeAsync(ACall.With()).AsTask();

        Assert.Equal("ok", await first.Content.ReadAsStringAsync());
        Assert.Equal((2, "a/b", "1"), (first.Content.Headers.ContentLength, first.Content.Headers.ContentType?.ToString(), first.Headers.GetValues("X-A").Single()));
        Assert.False(second.IsCompleted);
        Assert.Single(_app.Requests);

        first.Dispose();
        Assert.NotNull((await second).Response);
    }

    [Fact]
    public async Task CallerThatGivesUpWaiting_TakesNoPlace()
    {
        var first = (await _channel.InvokeAsync(ACall.With())).Response!;
        using var gone = new CancellationTokenSource();
        var second = _channel.InvokeAsync(ACall.With(aborted: gone.Token)).AsTask();

        await gone.CancelAsync();
        Assert.Equal(CallProgress.Abandoned, (await second).Progress);

        first.Dispose();
        Assert.NotNull((await _channel.InvokeAsync(ACall.With())).Response);
        Assert.Equal(2, _app.Requests.Count);
    }

    [Fact]
    public async Task CallThatFails_GivesItsPlaceBack()
    {
        _refusal = new IOException("refused");
        Assert.NotNull((await _channel.InvokeAsync(ACall.With())).Error);

        _refusal = null;
        Assert.NotNull((await _channel.InvokeAsync(ACall.With())).Response);
    }

    [Fact]
    public async Task Event_WaitsForItsTurn_AndIsAbandonedWhenTheSidecarStops()
    {
        var events = new HttpEvents(_channel);
        var call = (await _channel.InvokeAsync(ACall.With())).Response!;
        using var stop = new CancellationTokenSource();
        var waiting = events.SendAsync(Event("/stopped"), stop.Token).AsTask();
        var delivered = events.SendAsync(Event("/delivered"), CancellationToken.None).AsTask();
        Assert.Single(_app.Requests);

        await stop.CancelAsync();
        Assert.Equal(EventAnswer.Abandoned, await waiting);
        call.Dispose();

        Assert.Equal(EventVerdict.Success, (await delivered).Verdict);
        Assert.StartsWith("POST /delivered ", _app.Requests[^1], StringComparison.Ordinal);
        Assert.NotNull((await _channel.InvokeAsync(ACall.With())).Response);
    }

    [Fact]
    public async Task GrpcCallThatPassesThrough_IsNotCounted()
    {
        using var call = (await _channel.InvokeAsync(ACall.With())).Response;
        _refusal = new IOException("it came to the wire");

        var passed = await _channel.InvokeAsync(ACall.With("POST", kind: CallKind.Grpc));

        Assert.Contains("it came to the wire", passed.Error?.Message, StringComparison.Ordinal);
    }

    private static TopicEvent Event(string path)
    {
        var body = Encoding.UTF8.GetBytes("""{"id":"1","data":1}""");
        Assert.True(JsonFields.TryParse(body, out var fields, out _));
        return new TopicEvent("bus", "orders", body) { Fields = fields, Path = path };
    }
}
