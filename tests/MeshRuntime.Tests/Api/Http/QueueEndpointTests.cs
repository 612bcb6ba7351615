using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.DataPlane.Messaging.Queues;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class QueueEndpointTests
{
    private readonly QueueBroker _broker = new();
    private readonly Messages _mesh = new();
    private readonly QueueEndpoint _endpoint;

    public QueueEndpointTests()
    {
        _mesh.Snapshots.Swap(new MeshSnapshot { PubSubs = new Dictionary<string, PubSubPlan> { ["bus"] = new("bus", _broker) }.ToFrozenDictionary() });
        _endpoint = new QueueEndpoint(_mesh.Queues);
    }

    [Fact]
    public async Task List_LeavesOutWhatTheBrokerCannotTell()
    {
        _broker.Queues.Add(new QueueStatus("new", "orders", 5, 2, TimeSpan.FromMilliseconds(1500), 1));
        _broker.Queues.Add(new QueueStatus("old", "orders", null, null, null, null));

        Assert.Equal(
            (200, """{"queues":[{"topic":"new","group":"orders","backlog":5,"inFlight":2,"oldestSeconds":1.5,"deadLetters":1},{"topic":"old","group":"orders"}]}"""),
            await AskAsync("GET", "bus"));
    }

    [Fact]
    public async Task Messages_AreText_OrBase64()
    {
        _broker.Messages.Add(new QueuedMessage("1", "{\"a\":\"\u001b[2J\"}"u8.ToArray(), TimeSpan.FromSeconds(2), 3, "it broke"));
        _broker.Messages.Add(new QueuedMessage("2", new byte[] { 0xff }, TimeSpan.Zero, null, null));

        Assert.Equal(
            (200, """{"messages":[{"id":"1","ageSeconds":2,"deliveries":3,"reason":"it broke","size":12,"data":"{\"a\":\"\u001B[2J\"}"},{"id":"2","ageSeconds":0,"size":1,"data_base64":"/w=="}]}"""),
            await AskAsync("GET", "bus/a/b%20c/messages", "?group=g%26h&dead=true&count=100"));
        Assert.Equal("peek a/b c g&h True 100", _broker.Asked.Single());
    }

    [Theory]
    [InlineData(QueueJson.MaxShownBytes - 1, "")]
    [InlineData(QueueJson.MaxShownBytes, "")]
    [InlineData(QueueJson.MaxShownBytes - 1, "é")]
    [InlineData(QueueJson.MaxShownBytes - 2, "🍵")]
    [InlineData(QueueJson.MaxShownBytes + 1, "")]
    public async Task LargeMessage_IsCutBetweenCharacters(int letters, string last)
    {
        var text = new string('x', letters) + last;
        _broker.Messages.Add(new QueuedMessage("1", Encoding.UTF8.GetBytes(text), TimeSpan.Zero, null, null));

        using var answer = JsonDocument.Parse((await AskAsync("GET", "bus/new/messages", "?group=orders")).Body);

        var message = answer.RootElement.GetProperty("messages")[0];
        Assert.Equal(Encoding.UTF8.GetByteCount(text), message.GetProperty("size").GetInt32());
        Assert.Equal(new string('x', Math.Min(letters, QueueJson.MaxShownBytes)), message.GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("?count=0")]
    [InlineData("?count=101")]
    [InlineData("?count=ten")]
    [InlineData("?dead=perhaps")]
    public async Task QuestionOutOfRange_IsRefused(string query)
    {
        Assert.Equal(400, (await AskAsync("GET", "bus/new/messages", query)).Status);
        Assert.Empty(_broker.Asked);
    }

    [Fact]
    public async Task Redrive_SaysHowMany() => Assert.Equal((200, """{"redriven":3}"""), await AskAsync("POST", "bus/new/redrive", "?group=orders"));

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "bus")]
    [InlineData("GET", "bus/new")]
    [InlineData("GET", "bus/messages")]
    [InlineData("GET", "bus//messages")]
    [InlineData("GET", "/new/messages")]
    [InlineData("GET", "bus/new/redrive")]
    [InlineData("POST", "bus/new/messages")]
    public void OtherPath_IsNotTaken(string verb, string path) => Assert.False(QueuePath.TryRead(verb, QueuePath.Prefix + path, out _));

    private async Task<(int Status, string Body)> AskAsync(string verb, string path, string query = "")
    {
        Assert.True(QueuePath.TryRead(verb, QueuePath.Prefix + path, out var read));
        var exchange = await new Exchange(verb, QueuePath.Prefix + path + query).ServedByAsync(http => _endpoint.HandleAsync(http, read));
        return (exchange.StatusCode, exchange.Text());
    }
}
