using System.Collections.Concurrent;
using System.Text;
using MeshRuntime.Components.Clients.Nats;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.Clients.Nats;

/// <summary>A client under test and what it said.</summary>
internal sealed class ClientBench : IAsyncDisposable
{
    private readonly NatsOptions _options;

    public ClientBench(int port, Func<NatsOptions, NatsOptions>? change = null)
        : this($"127.0.0.1:{port}", change)
    {
    }

    public ClientBench(string urls, Func<NatsOptions, NatsOptions>? change = null)
    {
        var options = new NatsOptions
        {
            Servers = [.. urls.Split(',').Select(url => NatsServer.Parse(url)!)],
            Name = "test",
            ConnectTimeout = TimeSpan.FromSeconds(30),
            FirstReconnectPause = TimeSpan.FromMilliseconds(10),
            MaxReconnectPause = TimeSpan.FromMilliseconds(50),
        };
        _options = change?.Invoke(options) ?? options;
        Client = new NatsClient(_options, TimeProvider.System, new Random(1), Logs);
    }

    public NatsClient Client { get; }

    public LogLines Logs { get; } = new();

    public ConcurrentQueue<string> Got { get; } = new();

    public Task StartAsync() => Client.StartAsync(CancellationToken.None);

    public Task<NatsSubscription> SubscribeAsync(string subject, string? group = null) =>
        Client.SubscribeAsync(subject, group, message => Got.Enqueue(Encoding.UTF8.GetString(message.Data)), CancellationToken.None);

    public async Task PublishAsync(string subject, string text)
    {
        await Client.PublishAsync(subject, null, null, Encoding.UTF8.GetBytes(text), CancellationToken.None);
        await (await Client.ConnectedAsync(CancellationToken.None)).PingAsync(CancellationToken.None);
    }

    public Task GotAsync(int count) => Eventually.TrueAsync(() => Task.FromResult(Got.Count >= count), $"{count} messages, got {string.Join(' ', Got)}");

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
