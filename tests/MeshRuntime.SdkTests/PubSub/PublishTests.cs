using System.Net;
using System.Text;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.PubSub;

/// <summary>What is sent for an event, and what becomes of failures.</summary>
public sealed class PublishTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Value_IsSentAsJson_WithItsOptions()
    {
        await using var stub = await StubSidecar.StartAsync(204);

        await stub.Mesh.PublishAsync("bus", "orders/new", new Order(1, "tea"), options: new PublishOptions
        {
            Id = "7",
            Source = "shop",
            Type = "order.new",
            Subject = "a b",
            TimeToLive = TimeSpan.FromMilliseconds(1500),
            Metadata = new Dictionary<string, string> { ["partitionKey"] = "k" },
        }, cancellationToken: Ct);

        var sent = stub.Listener.Only;
        Assert.Equal(
            "POST /v1.0/publish/bus/orders%2Fnew?metadata.partitionKey=k&metadata.cloudevent.id=7&metadata.cloudevent.source=shop"
                + "&metadata.cloudevent.type=order.new&metadata.cloudevent.subject=a%20b&metadata.ttlInSeconds=2",
            $"{sent.Method} {sent.Target}");
        Assert.Equal(("application/json", """{"id":1,"item":"tea"}"""), (sent.Header("Content-Type"), Encoding.UTF8.GetString(sent.Body)));
        Assert.NotNull(sent.Header("Content-Length"));
    }

    [Fact]
    public async Task Bytes_AreSentAsTheyAre()
    {
        await using var stub = await StubSidecar.StartAsync(204);

        await stub.Mesh.PublishBytesAsync("bus", "raw", new byte[] { 0, 255 }, "application/x-own; v=1", new PublishOptions { IsRaw = true }, Ct);

        var sent = stub.Listener.Only;
        Assert.Equal("/v1.0/publish/bus/raw?metadata.rawPayload=true", sent.Target);
        Assert.Equal("application/x-own; v=1", sent.Header("Content-Type"));
        Assert.Equal([0, 255], sent.Body);
    }

    [Fact]
    public async Task Refusal_IsThrown()
    {
        await using var stub = await StubSidecar.StartAsync(404, """{"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"pubsub bus is not found","details":[]}""");

        var e = await Assert.ThrowsAsync<MeshException>(() => stub.Mesh.PublishAsync("bus", "orders", new Order(1, "tea"), cancellationToken: Ct));

        Assert.Equal((HttpStatusCode.NotFound, "ERR_PUBSUB_NOT_FOUND", "topic orders of bus"), (e.Status, e.ErrorCode, e.Target));
        await Assert.ThrowsAsync<MeshException>(() => stub.Mesh.BulkPublishAsync("bus", "orders", [new Order(1, "tea")], cancellationToken: Ct));
    }

    [Fact]
    public async Task Many_AreSentInOne_EachWithAllMetadata()
    {
        await using var stub = await StubSidecar.StartAsync(204);

        var failed = await stub.Mesh.BulkPublishBytesAsync(
            "bus",
            "mixed",
            [
                new PublishEntry("""{"id":1}"""u8.ToArray(), "application/json"),
                new PublishEntry("tür"u8.ToArray(), "text/plain; charset=utf-8") { Metadata = new Dictionary<string, string> { ["ttlInSeconds"] = "1", ["k"] = "v" } },
                new PublishEntry(new byte[] { 1, 2 }, "application/octet-stream"),
            ],
            new PublishOptions { TimeToLive = TimeSpan.FromSeconds(9) },
            Ct);

        Assert.Empty(failed);
        Assert.Equal("/v1.0-alpha1/publish/bulk/bus/mixed?metadata.ttlInSeconds=9", stub.Listener.Only.Target);
        Assert.Equal(
            """[{"entryId":"0","contentType":"application/json","event":{"id":1},"metadata":{"ttlInSeconds":"9"}},"""
                + """{"entryId":"1","contentType":"text/plain; charset=utf-8","event":"t\u00FCr","metadata":{"ttlInSeconds":"1","k":"v"}},"""
                + """{"entryId":"2","contentType":"application/octet-stream","event":"AQI=","metadata":{"ttlInSeconds":"9"}}]""",
            Encoding.UTF8.GetString(stub.Listener.Only.Body));
    }

    [Fact]
    public async Task ThoseThatFailed_AreValues()
    {
        await using var stub = await StubSidecar.StartAsync(
            500, """{"failedEntries":[{"entryId":"1","error":"full"}],"errorCode":"ERR_PUBSUB_PUBLISH_MESSAGE"}""");

        var failed = await stub.Mesh.BulkPublishAsync("bus", "orders", [new Order(1, "a"), new Order(2, "b")], cancellationToken: Ct);

        Assert.Equal([new PublishFailure(1, "full")], failed);
    }

    [Fact]
    public async Task WrongArguments_AreRefused()
    {
        await using var stub = await StubSidecar.StartAsync(204);

        await Assert.ThrowsAsync<ArgumentException>(() => stub.Mesh.BulkPublishAsync("bus", "t", [1], options: new PublishOptions { Id = "1" }, cancellationToken: Ct, type: null!));
        await Assert.ThrowsAsync<ArgumentException>(() => stub.Mesh.PublishBytesAsync("bus", "", default, "text/plain", cancellationToken: Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => stub.Mesh.PublishBytesAsync("bus", "t", default, "text\r\nX: y", cancellationToken: Ct));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => stub.Mesh.PublishBytesAsync("bus", "t", default, "text/plain", new PublishOptions { TimeToLive = TimeSpan.Zero }, Ct));
        Assert.Empty(stub.Listener.Requests);
    }
}
