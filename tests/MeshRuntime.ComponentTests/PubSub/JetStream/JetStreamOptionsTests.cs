using MeshRuntime.Abstractions.PubSub;
using MeshRuntime.ComponentTests.Clients.Nats;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.ComponentTests.PubSub.JetStream;

public sealed class JetStreamOptionsTests
{
    [Theory]
    [InlineData("natsURL: is missing")]
    [InlineData("natsURL: is not the address", "natsURL", "http://127.0.0.1:4222")]
    [InlineData("natsURL: is not the address", "natsURL", "nats://a:1,nats://b:x")]
    [InlineData("jwt: has no seedKey", "natsURL", "a", "jwt", "x")]
    [InlineData("seedKey: is not a user's seed", "natsURL", "a", "seedKey", "SUX")]
    [InlineData("tls_client_cert: has no tls_client_key", "natsURL", "a", "tls_client_cert", "x")]
    [InlineData("tls_client_key: has no tls_client_cert", "natsURL", "a", "tls_client_key", "x")]
    [InlineData("deliverPolicy: is no policy", "natsURL", "a", "deliverPolicy", "first")]
    [InlineData("deliverPolicy: is sequence", "natsURL", "a", "deliverPolicy", "sequence")]
    [InlineData("deliverPolicy: is time", "natsURL", "a", "deliverPolicy", "time")]
    [InlineData("concurrency: is no mode", "natsURL", "a", "concurrency", "many")]
    [InlineData("concurrencyMode: is no mode", "natsURL", "a", "concurrency", "single", "concurrencyMode", "many")]
    [InlineData("backOff: is not a list", "natsURL", "a", "backOff", "1s,x")]
    [InlineData("durableName: cannot be a name", "natsURL", "a", "durableName", "a.b")]
    [InlineData("streamName: cannot be a name", "natsURL", "a", "streamName", "a b")]
    [InlineData("apiPrefix: stands beside domain", "natsURL", "a", "apiPrefix", "x", "domain", "y")]
    [InlineData("createStream: stands beside streamName", "natsURL", "a", "createStream", "true", "streamName", "s")]
    [InlineData("heartbeat: stands beside queueGroupName", "natsURL", "a", "heartbeat", "5s", "queueGroupName", "g")]
    [InlineData("flowControl: stands beside queueGroupName", "natsURL", "a", "flowControl", "true", "queueGroupName", "g")]
    [InlineData("ackWait: \"x\" is not a duration", "natsURL", "a", "ackWait", "x")]
    public void WrongValue_IsAProblem(string problem, params string[] fields)
    {
        new Bench("unused").Make("pubsub.jetstream", out var read, [.. fields.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        var found = Assert.Single(read.Problems);
        Assert.StartsWith(problem, $"{found.Field}: {found.What}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task TlsAndKey_ComeFromTheFields()
    {
        using var folder = new TempFolder();
        var certificates = await Certificates.MakeAsync(folder, "good");
        var (arguments, seed) = await NatsSettings.NkeyAsync(folder["nats.conf"]);
        await File.AppendAllTextAsync(folder["nats.conf"], "\n" + certificates.Settings(verify: true));
        await using var broker = new NatsBroker(arguments);
        await broker.StartAsync();
        await using var pubsub = await new Bench("unused").StartAsync<IPubSub>(
            "pubsub.jetstream",
            ("natsURL", $"tls://127.0.0.1:{broker.Port}"),
            ("seedKey", seed),
            ("tls_ca_cert", certificates.Authority),
            ("tls_client_cert", certificates.ClientCert),
            ("tls_client_key", certificates.ClientKey),
            ("createStream", "true"));

        await PubSubScene.PublishAsync(pubsub, "orders", "x");
    }

    [Fact]
    public async Task Jwt_ComesFromTheFields()
    {
        using var folder = new TempFolder();
        var (arguments, jwt, seed) = await NatsSettings.JwtAsync(folder["nats.conf"]);
        await using var broker = new NatsBroker(arguments);
        await broker.StartAsync();
        await using var pubsub = await new Bench("unused").StartAsync<IPubSub>(
            "pubsub.jetstream", ("natsURL", $"nats://127.0.0.1:{broker.Port}"), ("jwt", jwt), ("seedKey", seed), ("createStream", "true"));

        await PubSubScene.PublishAsync(pubsub, "orders", "x");
    }

    [Fact]
    public async Task WrongToken_IsDeniedWithoutBeingShown()
    {
        await using var broker = new NatsBroker("--auth", "right");
        await broker.StartAsync();
        var pubsub = new Bench("unused").Make<IPubSub>("pubsub.jetstream", ("natsURL", $"nats://127.0.0.1:{broker.Port}"), ("token", "canary-4711"));

        var refused = await Assert.ThrowsAsync<Abstractions.Components.ComponentException>(async () => await pubsub.StartAsync(CancellationToken.None));

        Assert.Equal(Abstractions.Components.ComponentFault.Denied, refused.Fault);
        Assert.DoesNotContain("canary", refused.ToString(), StringComparison.Ordinal);
        await pubsub.DisposeAsync();
    }
}
