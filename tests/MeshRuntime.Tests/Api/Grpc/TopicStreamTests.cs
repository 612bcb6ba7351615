using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using MeshRuntime.Tests.Kit;
using MeshRuntime.Tests.Protocol.Grpc;
using Request = MeshRuntime.Protocol.Protos.Runtime.SubscribeTopicEventsRequestAlpha1;
using Response = MeshRuntime.Protocol.Protos.Runtime.SubscribeTopicEventsResponseAlpha1;
using Status = MeshRuntime.Protocol.Protos.Runtime.TopicEventResponse.Types.TopicEventResponseStatus;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class TopicStreamTests : IAsyncDisposable
{
    private readonly FakeBroker _broker = new();
    private readonly GrpcPort _port = new();
    private readonly ServerExchange _stream = GrpcPort.Exchange(GrpcPort.Dapr + "SubscribeTopicEventsAlpha1");
    private Task _served = Task.CompletedTask;

    public TopicStreamTests() => _port.Snapshots.With([new PubSubPlan("ps", _broker) { Scopes = new TopicScopes { Protected = ["secret"] } }]);

    public async ValueTask DisposeAsync()
    {
        _stream.Abort();
        await _stream.HalfCloseAsync();
        await _served;
        _port.Dispose();
        Assert.Empty(_port.Faults);
    }

    [Fact]
    public async Task Stream_IsSubscribedToldAndFed()
    {
        await OpenAsync(Initial("ps", "orders", deadLetters: "dead"));

        var handling = _broker.FeedAsync("""{"id":"1","datacontenttype":"text/plain","data":"hi"}""");
        var message = (await _stream.ReadAsync(Response.Parser))!.EventMessage;

        Assert.Equal(("1", "hi", "orders", "ps", "/"), (message.Id, message.Data.ToStringUtf8(), message.Topic, message.PubsubName, message.Path));
        Assert.NotNull(message.Extensions);
        Assert.False(handling.IsCompleted);
        await _stream.SendAsync(Answer("1", Status.Success));
        Assert.Equal(DeliveryOutcome.Handled, await handling);
        var plan = Assert.Single(_port.Messages.Subscriptions.Running);
        Assert.Equal(("dead", SubscriptionOrigin.Streaming, "v"), (plan.DeadLetterTopic, plan.Origin, plan.Metadata["k"]));
    }

    [Theory]
    [InlineData(Status.Success, DeliveryOutcome.Handled)]
    [InlineData(Status.Retry, DeliveryOutcome.Failed)]
    [InlineData(Status.Drop, DeliveryOutcome.Handled)]
    [InlineData((Status)9, DeliveryOutcome.Failed)]
    [InlineData(null, DeliveryOutcome.Handled)]
    public async Task Answer_IsAnOutcome(Status? status, DeliveryOutcome outcome)
    {
        await OpenAsync(Initial("ps", "orders"));
        var handling = _broker.FeedAsync("""{"id":"1"}""");
        await _stream.ReadAsync(Response.Parser);

        await _stream.SendAsync(Answer("other", Status.Success), Answer("1", status));

        Assert.Equal(outcome, await handling);
    }

    [Fact]
    public async Task Answers_MayComeInAnyOrder()
    {
        await OpenAsync(Initial("ps", "orders"));
        var handled = Enumerable.Range(1, 3).Select(i => _broker.FeedAsync($$"""{"id":"{{i}}"}""")).ToList();

        await _stream.SendAsync(Answer("3", Status.Retry), Answer("1", Status.Success), Answer("2", Status.Retry));

        Assert.Equal([DeliveryOutcome.Handled, DeliveryOutcome.Failed, DeliveryOutcome.Failed], await Task.WhenAll(handled));
    }

    [Fact]
    public async Task EventsOfOneId_AreAnsweredInTheirOrder()
    {
        await OpenAsync(Initial("ps", "orders"));
        var (first, second) = (_broker.FeedAsync("""{"id":"1"}"""), _broker.FeedAsync("""{"id":"1"}"""));

        await _stream.SendAsync(Answer("1", Status.Retry), Answer("1", Status.Success));

        Assert.Equal((DeliveryOutcome.Failed, DeliveryOutcome.Handled), (await first, await second));
    }

    [Theory]
    [InlineData("", "t", "pubsubName is required", GrpcCode.Unknown)]
    [InlineData("ps", "", "topic is required", GrpcCode.Unknown)]
    [InlineData("ps", "secret", "failed to create subscription for ps: subscription to topic 'secret' on pubsub 'ps' is not allowed", GrpcCode.Unknown)]
    [InlineData("none", "t", "pubsub none is not found", GrpcCode.InvalidArgument)]
    public async Task SubscriptionThatCannotBe_EndsTheStream(string pubsub, string topic, string message, GrpcCode code)
    {
        await EndAsync(Initial(pubsub, topic));

        Assert.Equal((code, message), (_stream.Code, _stream.Message));
        if (code == GrpcCode.InvalidArgument)
        {
            Assert.Equal("DAPR_PUBSUB_NOT_FOUND", GrpcPort.InfoOf(_stream).Reason);
        }
    }

    [Fact]
    public async Task StreamThatBeginsOtherwise_Ends()
    {
        await EndAsync(Answer("1", Status.Success));

        Assert.Equal((GrpcCode.Unknown, "initial request is required"), (_stream.Code, _stream.Message));
    }

    [Fact]
    public async Task StreamThatBeginsTwice_Ends()
    {
        await OpenAsync(Initial("ps", "orders"));
        await _stream.SendAsync(Initial("ps", "orders"));
        await _served;

        Assert.Equal((GrpcCode.Unknown, "duplicate initial request received"), (_stream.Code, _stream.Message));
        Assert.Empty(_broker.Topics);
    }

    [Fact]
    public async Task ClientThatHasNoMoreToSay_EndsItsSubscription_AndWhatItHadGoesBack()
    {
        await OpenAsync(Initial("ps", "orders"));
        var handling = _broker.FeedAsync("""{"id":"1"}""");

        await _stream.HalfCloseAsync();
        await _served;

        Assert.Equal(GrpcCode.Ok, _stream.Code);
        Assert.Equal(DeliveryOutcome.Abandoned, await handling);
        Assert.Empty(_broker.Topics);
    }

    [Fact]
    public async Task ClientThatAnswersAndLeaves_HasAnswered()
    {
        await OpenAsync(Initial("ps", "orders"));
        var (first, second) = (_broker.FeedAsync("""{"id":"1"}"""), _broker.FeedAsync("""{"id":"2"}"""));

        await _stream.SendAsync(Answer("1", Status.Success));
        await _stream.HalfCloseAsync();
        await _served;

        Assert.Equal((DeliveryOutcome.Handled, DeliveryOutcome.Abandoned), (await first, await second));
    }

    [Fact]
    public async Task ClientThatGoesAway_EndsItsSubscription()
    {
        await OpenAsync(Initial("ps", "orders"));
        var handling = _broker.FeedAsync("""{"id":"1"}""");

        _stream.Abort();
        await _served;

        Assert.Equal(DeliveryOutcome.Abandoned, await handling);
        Assert.Empty(_broker.Topics);
    }

    [Fact]
    public async Task SidecarThatStops_StillTakesTheAnswer_ThenClosesTheStream()
    {
        await OpenAsync(Initial("ps", "orders"));
        var handling = _broker.FeedAsync("""{"id":"1"}""");

        var stopping = _port.Messages.Subscriptions.StopAsync(CancellationToken.None);
        Assert.False(_served.IsCompleted);
        await _stream.SendAsync(Answer("1", Status.Success));

        await stopping;
        await _served;
        Assert.Equal(DeliveryOutcome.Handled, await handling);
        Assert.Equal(GrpcCode.Unavailable, _stream.Code);
        Assert.StartsWith("stream closed", _stream.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SidecarThatStopsBeforeTheBrokerAnswers_ClosesTheStream()
    {
        _broker.OnSubscribe = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        Serve();
        await _stream.SendAsync(Initial("ps", "orders"));
        await Eventually.TrueAsync(() => _port.Messages.Subscriptions.Running.Count == 1);

        await _port.Messages.Subscriptions.StopAsync(CancellationToken.None);
        await _served;

        Assert.Equal(GrpcCode.Unavailable, _stream.Code);
    }

    [Fact]
    public async Task StreamAfterTheStop_IsClosed_AsSuch()
    {
        await _port.Messages.Subscriptions.StopAsync(CancellationToken.None);

        await EndAsync(Initial("ps", "orders"));

        Assert.Equal(GrpcCode.Unavailable, _stream.Code);
    }

    private void Serve() => _served = _port.Endpoint.HandleAsync(_stream.Http);

    private async Task OpenAsync(Request initial)
    {
        Serve();
        await _stream.SendAsync(initial);
        Assert.NotNull((await _stream.ReadAsync(Response.Parser))?.InitialResponse);
    }

    private async Task EndAsync(Request first)
    {
        Serve();
        await _stream.SendAsync(first);
        await _served;
    }

    private static Request Initial(string pubsub, string topic, string deadLetters = "") => new()
    {
        InitialRequest = new SubscribeTopicEventsRequestInitialAlpha1 { PubsubName = pubsub, Topic = topic, DeadLetterTopic = deadLetters, Metadata = { ["k"] = "v" } },
    };

    private static Request Answer(string id, Status? status) => new()
    {
        EventProcessed = new SubscribeTopicEventsRequestProcessedAlpha1 { Id = id, Status = status is { } given ? new TopicEventResponse { Status = given } : null },
    };
}
