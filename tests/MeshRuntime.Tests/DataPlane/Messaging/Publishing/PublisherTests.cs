using System.Text;
using System.Text.Json;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.DataPlane.Messaging.Publishing;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Publishing;

public sealed class PublisherTests
{
    private static readonly TraceContext Trace = new("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "");

    private readonly FakeBroker _broker = new();
    private readonly FakeBulkBroker _bulk = new();
    private readonly Messages _messages = new();

    public PublisherTests() => Use(new PubSubPlan("pubsub", _broker), new PubSubPlan("bulk", _bulk));

    [Theory]
    [InlineData("", "t", "ERR_PUBSUB_EMPTY", "pubsub name is empty")]
    [InlineData("", "", "ERR_PUBSUB_EMPTY", "pubsub name is empty")]
    [InlineData("none", "", "ERR_PUBSUB_NOT_FOUND", "pubsub none is not found")]
    [InlineData("Pubsub", "t", "ERR_PUBSUB_NOT_FOUND", "pubsub Pubsub is not found")]
    [InlineData("pubsub", "", "ERR_TOPIC_NAME_EMPTY", "topic is empty in pubsub pubsub")]
    public void TargetThatIsNotThere_IsNotFound(string pubsub, string topic, string code, string message)
    {
        var error = _messages.Publisher.Find(pubsub, topic, null, out var target)!;

        Assert.Equal((code, message), (error.Code.Name, error.Message));
        Assert.Null(target);
    }

    [Fact]
    public void RawPayloadThatIsNoBoolean_IsAnError()
    {
        var error = _messages.Publisher.Find("pubsub", "t", Map(("rawPayload", "yes")), out _)!;

        Assert.Equal("failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'yes'", error.Message);
        Assert.Equal(("ERR_PUBSUB_REQUEST_METADATA", "DAPR_PUBSUB_METADATA_DESERIALIZATION"), (error.Code.Name, error.Details?.Reason));
    }

    [Fact]
    public async Task Data_GoesToThePrefixedTopic_WithAllOfItsMetadata_AndWithoutAContentType()
    {
        Use(new PubSubPlan("pubsub", _broker) { TopicPrefix = "prod" });

        Assert.Null(await PublishAsync("hello", "text/plain", ("ttl", "1s"), ("cloudevent.id", "7"), ("x", "y")));

        var message = Assert.Single(_broker.Published);
        Assert.Equal(("prodorders", null), (message.Topic, message.ContentType));
        Assert.Equal(["cloudevent.id", "ttl", "x"], message.Metadata!.Keys.Order());
        Assert.Equal("orders", JsonElement.Parse(message.Data.Span).GetProperty("topic").GetString());
    }

    [Theory]
    [InlineData(false, "2026-01-01T00:00:20Z")]
    [InlineData(true, null)] // the broker sees to it
    public async Task Ttl_BecomesAnExpiration(bool hasMessageTtl, string? wanted)
    {
        Use(new PubSubPlan("pubsub", _broker) { HasMessageTtl = hasMessageTtl });

        await PublishAsync("x", "", ("ttlInSeconds", "20"));

        Assert.Equal(wanted, Expiration());
    }

    [Theory]
    [InlineData("90000000h", null)] // after the calendar
    [InlineData("-90000000h", "1970-01-01T00:00:00Z")] // before it: expired in any case
    [InlineData("-1s", "2025-12-31T23:59:59Z")]
    public async Task TtlBeyondTheCalendar_IsForEverOrExpired(string ttl, string? wanted)
    {
        Assert.Null(await PublishAsync("x", "", ("ttl", ttl)));

        Assert.Equal(wanted, Expiration());
    }

    [Fact]
    public async Task RawData_GoesAsItIs_WithoutExpiration()
    {
        await PublishAsync("{\"a\":", "application/cloudevents+json", ("rawPayload", "true"), ("ttl", "1s"));

        Assert.Equal("{\"a\":", FakeBroker.TextOf(Assert.Single(_broker.Published)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{")]
    public async Task WhatIsNoCloudEvent_CannotBeOne(string body)
    {
        Use(new PubSubPlan("pubsub", _broker) { Scopes = new TopicScopes { Allowed = ["other"] } }); // asked only after that

        var error = (await PublishAsync(body, "application/cloudevents+json"))!;

        Assert.Equal((500, "ERR_PUBSUB_CLOUD_EVENTS_SER", "cannot create cloudevent"), (error.Code.HttpStatus, error.Code.Name, error.Message));
        Assert.Equal("orders", error.Details!.Metadata!["appID"]);
        Assert.NotEmpty(error.Details.Metadata["error"]);
    }

    [Fact]
    public async Task TopicOutOfScope_IsForbidden()
    {
        Use(new PubSubPlan("pubsub", _broker) { Scopes = new TopicScopes { Allowed = ["other"] }, TopicPrefix = "other" });

        var error = (await PublishAsync("x", ""))!;

        Assert.Equal((403, "topic orders is not allowed for app id orders"), (error.Code.HttpStatus, error.Message));
        Assert.Equal(("pubsub", "pubsub", "DAPR_PUBSUB_FORBIDDEN"), (error.Details!.ResourceType, error.Details.ResourceName, error.Details.Reason));
        Assert.Empty(_broker.Published);
    }

    [Fact]
    public async Task BrokerThatFails_SaysWhy_AndIsCounted()
    {
        _broker.OnPublish = (_, _) => throw new ComponentException(ComponentFault.Unavailable, "it is down");

        var error = (await PublishAsync("x", ""))!;

        Assert.Equal((500, "ERR_PUBSUB_PUBLISH_MESSAGE", "error when publishing to topic orders in pubsub pubsub: it is down"), (error.Code.HttpStatus, error.Code.Name, error.Message));
        Assert.Equal(("orders", "it is down"), (error.Details!.Metadata!["topic"], error.Details.Metadata["error"]));
        _broker.OnPublish = (_, _) => Task.CompletedTask;
        await PublishAsync("x", "");
        Assert.Equal(
            [new LabelValues("pubsub", "default", "false", "orders"), new LabelValues("pubsub", "default", "true", "orders")],
            Histogram("dapr_component_pubsub_egress_latencies").OrderBy(labels => labels.Third));
    }

    [Fact]
    public async Task PublisherThatGivesUp_IsCancelled_AndAFailureThatCameFirstIsTold()
    {
        using var gone = new CancellationTokenSource();
        _broker.OnPublish = async (_, cancellation) =>
        {
            await gone.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PublishAsync("x", "", gone.Token));

        _broker.OnPublish = (_, _) => throw new ComponentException(ComponentFault.Invalid, "no such topic");
        Assert.EndsWith("no such topic", (await PublishAsync("x", "", gone.Token))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExceptionThatNoComponentShouldThrow_FailsThePublish()
    {
        _broker.OnPublish = (_, _) => throw new InvalidOperationException("socket closed");

        Assert.EndsWith("socket closed", (await PublishAsync("x", ""))!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "")]
    public async Task EntryIdThatIsMissingOrDouble_RefusesAll(string one, string other)
    {
        var outcome = await PublishBulkAsync("pubsub", Entry(one), Entry(other));

        Assert.Equal("error marshaling events to bytes for topic orders pubsub pubsub. error: entryId is duplicated or not present for entry", outcome.Error?.Message);
        Assert.Equal((400, "DAPR_PUBSUB_MARSHAL_EVENTS"), (outcome.Error!.Code.HttpStatus, outcome.Error.Details?.Reason));
        Assert.Empty(_broker.Published);
    }

    [Theory]
    [InlineData("pubsub")]
    [InlineData("bulk")]
    public async Task Entries_ArePublishedEachWithItsOwnMetadata(string pubsub)
    {
        var outcome = await PublishBulkAsync(pubsub, Entry("1") with { Metadata = Map(("x", "1")) }, Entry("2"));

        Assert.Equal((null, 0), (outcome.Error, outcome.Failures.Count));
        var published = pubsub == "bulk" ? _bulk.Published : _broker.Published;
        Assert.Equal(["1", null], published.OrderBy(message => message.Metadata is null).Select(message => message.Metadata?["x"]));
        Assert.Equal(pubsub == "bulk" ? 1 : 0, _bulk.Steps);
    }

    [Theory]
    [InlineData("pubsub")]
    [InlineData("bulk")]
    public async Task EntriesThatFail_AreNamed_AndTheOthersAreThere(string pubsub)
    {
        static bool Fails(PubSubMessage message) => FakeBroker.TextOf(message).Contains("of 2", StringComparison.Ordinal);
        _broker.OnPublish = (message, _) => Fails(message) ? throw new ComponentException(ComponentFault.Throttled, "full") : Task.CompletedTask;
        _bulk.Answer = message => Fails(message) ? new ComponentException(ComponentFault.Throttled, "full") : null;

        var outcome = await PublishBulkAsync(pubsub, Entry("1"), Entry("2"), Entry("3"));

        Assert.Equal([new BulkFailure("2", "full")], outcome.Failures);
        Assert.Equal(2, _broker.Published.Count + _bulk.Published.Count);
        Assert.Equal([new LabelValues(pubsub, "default", "false", "orders")], Histogram("dapr_component_pubsub_egress_bulk_latencies"));
    }

    [Fact]
    public async Task BrokerThatFailsAStep_FailsEveryEntry()
    {
        _bulk.Answer = _ => throw new ComponentException(ComponentFault.Unavailable, "down");

        Assert.Equal([new BulkFailure("1", "down"), new BulkFailure("2", "down")], (await PublishBulkAsync("bulk", Entry("1"), Entry("2"))).Failures);
    }

    [Fact]
    public async Task EntriesOneByOne_AreAtMostAHundredAtOnce()
    {
        var (now, most) = (0, 0);
        var all = new TaskCompletionSource();
        _broker.OnPublish = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await all.Task;
            Interlocked.Decrement(ref now);
        };

        var publishing = PublishBulkAsync("pubsub", [.. Enumerable.Range(0, 250).Select(i => Entry($"{i}"))]);
        Assert.Equal(100, most);
        all.SetResult();
        Assert.Empty((await publishing).Failures);
        Assert.Equal(250, _broker.Published.Count);
    }

    [Fact]
    public async Task ForbiddenTopic_RefusesAllEntries()
    {
        Use(new PubSubPlan("pubsub", _broker) { Scopes = new TopicScopes { Protected = ["orders"] } });

        Assert.Equal(MeshErrorCode.TopicForbidden, (await PublishBulkAsync("pubsub", Entry("1"))).Error?.Code);
    }

    [Fact]
    public async Task NoEntries_AreDoneAtOnce()
    {
        var outcome = await PublishBulkAsync("bulk");

        Assert.Equal((null, 0, 0), (outcome.Error, outcome.Failures.Count, _bulk.Steps));
    }

    private void Use(params PubSubPlan[] brokers) => _messages.Snapshots.With(brokers);

    private Task<MeshError?> PublishAsync(string data, string type, params (string Name, string Value)[] metadata) => PublishAsync(data, type, CancellationToken.None, metadata);

    private async Task<MeshError?> PublishAsync(string data, string type, CancellationToken cancellation, params (string Name, string Value)[] metadata)
    {
        Assert.Null(_messages.Publisher.Find("pubsub", "orders", Map(metadata), out var target));
        return await _messages.Publisher.PublishAsync(target!, new PublishEntry(Encoding.UTF8.GetBytes(data), type, Trace), cancellation);
    }

    private async Task<BulkOutcome> PublishBulkAsync(string pubsub, params PublishEntry[] entries)
    {
        Assert.Null(_messages.Publisher.Find(pubsub, "orders", Map(("x", "request")), out var target));
        return await _messages.Publisher.PublishBulkAsync(target!, entries, CancellationToken.None);
    }

    private string? Expiration() =>
        JsonElement.Parse(Assert.Single(_broker.Published).Data.Span).TryGetProperty("expiration", out var value) ? value.GetString() : null;

    private IEnumerable<LabelValues> Histogram(string name) =>
        ((MeterFamily<LatencyHistogram>)_messages.Meters.Families.Single(family => family.Name == name)).Series.Select(pair => pair.Key);

    private static PublishEntry Entry(string id) => new(Encoding.UTF8.GetBytes($"data of {id}"), "text/plain", Trace) { Id = id };

    private static Dictionary<string, string> Map(params (string Name, string Value)[] pairs) => pairs.ToDictionary(pair => pair.Name, pair => pair.Value);
}
