using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Nats;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.Clients.Nats;

/// <summary>The client before a real server.</summary>
public sealed class NatsServerTests
{
    [Fact]
    public async Task Messages_GoAroundWithHeadersAndGroups()
    {
        await using var broker = new NatsBroker();
        await broker.StartAsync();
        await using var bench = new ClientBench(broker.Port);
        await bench.StartAsync();
        var got = new TaskCompletionSource<NatsMessage>();
        await bench.Client.SubscribeAsync("h.*", null, got.SetResult, CancellationToken.None);
        await bench.SubscribeAsync("g", "group");
        await bench.SubscribeAsync("g", "group");

        await bench.Client.PublishAsync("h.x", "back", new NatsHeaders().Add("a", "ü"), "data"u8.ToArray(), CancellationToken.None);
        for (var i = 0; i < 50; i++)
        {
            await bench.PublishAsync("g", $"{i}");
        }

        var message = await got.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(("h.x", "back", "ü", "data"), (message.Subject, message.ReplyTo, message.Headers?["a"], Encoding.UTF8.GetString(message.Data)));
        await bench.GotAsync(50);
        Assert.Equal(50, bench.Got.Count);
    }

    [Fact]
    public async Task Requests_GetTheirOwnAnswers()
    {
        await using var broker = new NatsBroker();
        await broker.StartAsync();
        await using var bench = new ClientBench(broker.Port);
        await bench.StartAsync();
        await bench.Client.SubscribeAsync(
            "echo",
            null,
            message => _ = bench.Client.PublishAsync(message.ReplyTo!, null, null, message.Data, CancellationToken.None).AsTask(),
            CancellationToken.None);

        var answers = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(async i =>
            Encoding.UTF8.GetString((await bench.Client.RequestAsync("echo", null, Encoding.UTF8.GetBytes($"{i}"), CancellationToken.None)).Data)));
        var unheard = await bench.Client.RequestAsync("nobody", null, default, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 2_000).Select(i => $"{i}"), answers);
        Assert.True(unheard.IsUnheard);
    }

    [Fact]
    public async Task KilledServer_IsFoundAgainWithAllSubscriptions()
    {
        await using var broker = new NatsBroker();
        await broker.StartAsync();
        await using var bench = new ClientBench(broker.Port);
        await bench.StartAsync();
        await bench.SubscribeAsync("a");
        var ended = await bench.SubscribeAsync("b");
        await bench.Client.UnsubscribeAsync(ended);

        await broker.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(bench.Client.Connection is null), "the loss");
        await broker.StartAsync();
        await bench.PublishAsync("b", "not this");
        await bench.PublishAsync("a", "again");

        await bench.GotAsync(1);
        Assert.Equal(["again"], bench.Got);
    }

    [Fact]
    public async Task DeadFirstServer_IsPassedOver()
    {
        await using var broker = new NatsBroker();
        await broker.StartAsync();
        await using var bench = new ClientBench($"nats://127.0.0.1:1,nats://127.0.0.1:{broker.Port}");

        await bench.StartAsync();

        Assert.Equal(broker.Port, bench.Client.Connection?.Server.Port);
    }

    [Fact]
    public async Task AbsentServer_IsNamed()
    {
        await using var bench = new ClientBench(1);

        var refused = await Assert.ThrowsAsync<ComponentException>(bench.StartAsync);

        Assert.Equal(ComponentFault.Unavailable, refused.Fault);
        Assert.Contains("127.0.0.1:1 cannot be reached: Connection refused. Start it, or correct natsURL", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("right:word", true)]
    [InlineData("right:wrong", false)]
    public async Task UserAndPassword_AreTakenFromTheUrl(string user, bool isLetIn)
    {
        await using var broker = new NatsBroker("--user", "right", "--pass", "word");
        await broker.StartAsync();

        await IsLetInAsync(isLetIn, new ClientBench($"nats://{user}@127.0.0.1:{broker.Port}"));
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", false)]
    public async Task Token_IsChecked(string token, bool isLetIn)
    {
        await using var broker = new NatsBroker("--auth", "right");
        await broker.StartAsync();

        await IsLetInAsync(isLetIn, new ClientBench(broker.Port, options => options with { Credentials = new NatsCredentials { Token = token } }));
        await IsLetInAsync(isLetIn, new ClientBench($"nats://{token}@127.0.0.1:{broker.Port}"));
    }

    [Fact]
    public async Task Nkey_SignsTheServersNonce()
    {
        using var folder = new TempFolder();
        var (arguments, seed) = await NatsSettings.NkeyAsync(folder["nats.conf"]);
        await using var broker = new NatsBroker(arguments);
        await broker.StartAsync();

        await IsLetInAsync(true, new ClientBench(broker.Port, options => options with { Credentials = new NatsCredentials { Key = NkeySeed.Parse(seed) } }));
        await IsLetInAsync(
            false, new ClientBench(broker.Port, options => options with { Credentials = new NatsCredentials { Key = NkeySeed.Parse(new NatsKeys(NatsKeys.User).Seed) } }));
    }

    [Fact]
    public async Task Jwt_GoesWithTheKeyThatItNames()
    {
        using var folder = new TempFolder();
        var (arguments, jwt, seed) = await NatsSettings.JwtAsync(folder["nats.conf"]);
        await using var broker = new NatsBroker(arguments);
        await broker.StartAsync();

        await IsLetInAsync(true, Bench(seed));
        await IsLetInAsync(false, Bench(new NatsKeys(NatsKeys.User).Seed));

        ClientBench Bench(string key) =>
            new(broker.Port, options => options with { Credentials = new NatsCredentials { Jwt = jwt, Key = NkeySeed.Parse(key) } });
    }

    [Fact]
    public async Task Tls_IsVerified()
    {
        using var folder = new TempFolder();
        var (good, other) = (await Certificates.MakeAsync(folder, "good"), await Certificates.MakeAsync(folder, "other"));
        await File.WriteAllTextAsync(folder["nats.conf"], good.Settings(verify: false));
        await using var broker = new NatsBroker("--config", folder["nats.conf"]);
        await broker.StartAsync();

        await IsLetInAsync(true, Bench(new NatsTls { AuthorityFile = good.Authority }));
        await IsLetInAsync(true, Bench(new NatsTls { SkipVerification = true }));
        await IsLetInAsync(false, Bench(new NatsTls { AuthorityFile = other.Authority }));
        await IsLetInAsync(false, Bench(new NatsTls()));
        await IsLetInAsync(false, new ClientBench($"localhost:{broker.Port}", options => options with { Tls = new NatsTls { AuthorityFile = good.Authority } }));

        ClientBench Bench(NatsTls tls) => new(broker.Port, options => options with { Tls = tls });
    }

    [Fact]
    public async Task ClientCertificate_IsShown()
    {
        using var folder = new TempFolder();
        var (good, other) = (await Certificates.MakeAsync(folder, "good"), await Certificates.MakeAsync(folder, "other"));
        await File.WriteAllTextAsync(folder["nats.conf"], good.Settings(verify: true));
        await using var broker = new NatsBroker("--config", folder["nats.conf"]);
        await broker.StartAsync();

        await IsLetInAsync(true, Bench(good.ClientCert, good.ClientKey));
        await IsLetInAsync(false, Bench(other.ClientCert, other.ClientKey), ComponentFault.Unavailable);
        await IsLetInAsync(false, Bench(null, null), ComponentFault.Unavailable);
        await IsLetInAsync(false, Bench(folder["none"], folder["none"]), ComponentFault.Invalid);

        ClientBench Bench(string? certificate, string? key) => new(
            broker.Port,
            options => options with { Tls = new NatsTls { AuthorityFile = good.Authority, CertificateFile = certificate, KeyFile = key } });
    }

    private static async Task IsLetInAsync(bool isLetIn, ClientBench bench, ComponentFault fault = ComponentFault.Denied)
    {
        await using (bench)
        {
            if (isLetIn)
            {
                await bench.StartAsync();
                await bench.SubscribeAsync("a");
                await bench.PublishAsync("a", "hello");
                await bench.GotAsync(1);
            }
            else
            {
                var refused = await Assert.ThrowsAsync<ComponentException>(bench.StartAsync);
                Assert.True(refused.Fault == fault, refused.Message);
            }
        }
    }
}
