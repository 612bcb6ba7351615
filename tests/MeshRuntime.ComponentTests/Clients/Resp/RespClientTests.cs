using MeshRuntime.Components.Clients.Resp;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.IntegrationTests.Kit;
using MeshRuntime.TestBrokers;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ComponentTests.Clients.Resp;

/// <summary>The client and a real server.</summary>
public sealed class RespClientTests : IAsyncLifetime
{
    private readonly RedisBroker _broker = new();
    private readonly LogLines _logs = new();

    public async ValueTask InitializeAsync() => await _broker.StartAsync();

    public async ValueTask DisposeAsync() => await _broker.DisposeAsync();

    [Fact]
    public async Task DatabaseAndName_AreSetOnTheConnection()
    {
        await using var client = await StartAsync(Options() with { Database = 3, ClientName = "mesh-orders" });

        Assert.Equal("OK", (await client.ExecuteAsync(new RespCommand("SET").Add("k").Add("v"), default)).ToString());

        Assert.Equal("v", await _broker.AskAsync("-n", "3", "GET", "k"));
        Assert.Contains("name=mesh-orders", await _broker.AskAsync("CLIENT", "LIST"), StringComparison.Ordinal);
        Assert.Equal("3", (await client.ExecuteAsync(new RespCommand("HELLO"), default))["proto"u8].ToString());
    }

    [Fact]
    public async Task ManyCallersAtOnce_EachGetTheirOwnReply()
    {
        await using var client = await StartAsync(Options());

        var replies = await Task.WhenAll(Enumerable.Range(0, 20_000).Select(i => client.ExecuteAsync(new RespCommand("ECHO").Add($"{i}"), default).AsTask()));

        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"{i}"), replies.Select(reply => reply.ToString()));
    }

    [Fact]
    public async Task ValueOf8MiB_ComesBackAsItWas()
    {
        await using var client = await StartAsync(Options());
        var value = new byte[8 << 20];
        new Random(1).NextBytes(value);

        var reply = await client.ExecuteAsync(new RespCommand("ECHO").Add(value), default);

        Assert.True(reply.Bytes.Span.SequenceEqual(value));
    }

    [Fact]
    public async Task KilledServer_FailsCallsAtOnce_AndIsFoundAgain()
    {
        await using var client = await StartAsync(Options());
        var blocked = client.ExecuteAsync(new RespCommand("BLPOP").Add("none").Add(0), default, TimeSpan.FromMinutes(1)).AsTask();
        await _broker.KillAsync();

        Assert.True((await Assert.ThrowsAsync<RespFailure>(() => blocked)).IsConnection);
        Assert.False((await Assert.ThrowsAsync<RespFailure>(async () => await PingAsync(client))).MayHaveExecuted);

        await _broker.StartAsync();
        await Wait.UntilAsync(async () => await IsThereAsync(client), "the client is connected again", TimeSpan.FromSeconds(5));
        Assert.Equal([5200, 5202], _logs.All.Select(line => line.Id));
    }

    [Fact]
    public async Task HangingServer_IsNoticedWithin8Seconds_AndUsedAgainWhenItGoesOn()
    {
        await using var client = await StartAsync(Options() with { DialTimeout = TimeSpan.FromSeconds(1) });
        _broker.Pause(true);

        await Wait.UntilAsync(() => _logs.All.Any(line => line.Id == 5200), "the hanging server is noticed", TimeSpan.FromSeconds(8));

        _broker.Pause(false);
        await Wait.UntilAsync(async () => await IsThereAsync(client), "the client is connected again");
    }

    [Fact]
    public async Task NobodyListening_FailsTheStartAndNamesTheAddress()
    {
        await _broker.KillAsync();

        var failure = await Assert.ThrowsAsync<RespFailure>(() => StartAsync(Options()));

        Assert.Contains($"127.0.0.1:{_broker.Port}", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsConnection);
    }

    [Fact]
    public async Task DisposedClient_FailsWhoStillAsks()
    {
        var client = await StartAsync(Options());
        await client.DisposeAsync();

        await Assert.ThrowsAsync<RespFailure>(async () => await PingAsync(client));
    }

    private RespOptions Options() => new() { Host = "127.0.0.1", Port = _broker.Port };

    private async Task<RespClient> StartAsync(RespOptions options)
    {
        var client = new RespClient(options, LogLevel.Warning, TimeProvider.System, new Random(1), _logs);
        await client.StartAsync(CancellationToken.None);
        return client;
    }

    private static ValueTask<RespValue> PingAsync(RespClient client) => client.ExecuteAsync(new RespCommand("PING"), default);

    private static async Task<bool> IsThereAsync(RespClient client)
    {
        try
        {
            await PingAsync(client);
            return true;
        }
        catch (RespFailure)
        {
            return false;
        }
    }
}
