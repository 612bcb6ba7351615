using System.Text;
using System.Text.Json;
using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.Components.Clients.Nats;
using MeshRuntime.ComponentTests.Clients.Nats;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.JetStream;

/// <summary>Components before one server, and a bare client that looks at what they did there.</summary>
internal sealed class JetStreamBench(string url) : IAsyncDisposable
{
    private readonly List<IPubSub> _started = [];
    private readonly ClientBench _client = new(url["nats://".Length..]);
    private bool _isConnected;

    public Bench Bench { get; } = new("unused");

    public string Topic { get; } = $"topic-{Guid.NewGuid():N}"[..14];

    public async Task<IPubSub> StartAsync(params (string Name, string Value)[] metadata)
    {
        var component = await Bench.StartAsync<IPubSub>("pubsub.jetstream", [("natsURL", url), .. metadata]);
        _started.Add(component);
        return component;
    }

    public Task<IPubSub> StartWithStreamAsync(params (string Name, string Value)[] metadata) => StartAsync([("createStream", "true"), .. metadata]);

    /// <summary>Asks the server's API itself.</summary>
    public async Task<JsonElement> AskAsync(string verb, string body = "")
    {
        if (!_isConnected)
        {
            await _client.StartAsync();
            _isConnected = true;
        }

        var answer = await _client.Client.RequestAsync($"$JS.API.{verb}", null, Encoding.UTF8.GetBytes(body), CancellationToken.None);
        return JsonDocument.Parse(answer.Data).RootElement;
    }

    public async Task<JsonElement> ConsumerAsync() =>
        Assert.Single((await AskAsync($"CONSUMER.LIST.{Topic}")).GetProperty("consumers").EnumerateArray());

    public async ValueTask DisposeAsync()
    {
        foreach (var component in _started)
        {
            await component.DisposeAsync();
        }

        await _client.DisposeAsync();
    }
}
