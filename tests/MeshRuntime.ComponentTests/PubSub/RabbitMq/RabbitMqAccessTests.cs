using MeshRuntime.Abstractions.Components;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

/// <summary>Who is let in, and whom we believe.</summary>
[Collection(RabbitServer.Name)]
public sealed class RabbitMqAccessTests(RabbitServer server) : IAsyncDisposable
{
    private readonly RabbitBench _bench = new(server.Broker.ConnectionString);

    private string Secured => $"amqps://guest:guest@127.0.0.1:{server.Broker.TlsPort}";

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task WrongPassword_IsDenied_AndShownNowhere()
    {
        var refused = await Assert.ThrowsAsync<ComponentException>(
            () => _bench.StartBareAsync(("connectionString", $"amqp://guest:canary-password@127.0.0.1:{server.Broker.Port}")));

        Assert.Equal(ComponentFault.Denied, refused.Fault);
        Assert.Contains($"127.0.0.1:{server.Broker.Port}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", $"{refused}{string.Join(' ', _bench.Logs.All)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownVirtualHost_IsDenied()
    {
        var refused = await Assert.ThrowsAsync<ComponentException>(
            () => _bench.StartBareAsync(("connectionString", $"{server.Broker.ConnectionString}/nowhere")));

        Assert.Equal(ComponentFault.Denied, refused.Fault);
        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_AreAsGoodAsAConnectionString()
    {
        var pubsub = await _bench.StartBareAsync(
            ("hostname", $"127.0.0.1:{server.Broker.Port}"), ("username", "guest"), ("password", "guest"), ("clientName", "parts"));

        await RoundTripAsync(pubsub);
    }

    [Fact]
    public async Task BrokerOfAnUnknownAuthority_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<ComponentException>(() => _bench.StartBareAsync(("connectionString", Secured)));

        Assert.Equal(ComponentFault.Denied, refused.Fault);
        Assert.Contains("caCert", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokerOfAnotherAuthority_IsRefused()
    {
        using var others = new BrokerCertificates();

        var refused = await Assert.ThrowsAsync<ComponentException>(() => _bench.StartBareAsync(("connectionString", Secured), ("caCert", others.AuthorityPem)));

        Assert.Equal(ComponentFault.Denied, refused.Fault);
    }

    [Fact]
    public async Task BrokerOfTheNamedAuthority_IsBelieved() =>
        await RoundTripAsync(await _bench.StartBareAsync(("connectionString", Secured), ("caCert", server.Certificates.AuthorityPem)));

    [Theory]
    [InlineData("guest", true)]
    [InlineData("nobody", false)]
    public async Task Certificate_TakesThePlaceOfThePassword(string name, bool isKnown)
    {
        var (certificate, key) = server.Certificates.Issue(name);
        (string, string)[] metadata =
        [
            ("connectionString", $"amqps://127.0.0.1:{server.Broker.TlsPort}"), ("caCert", server.Certificates.AuthorityPem),
            ("clientCert", certificate), ("clientKey", key), ("saslExternal", "true"),
        ];

        if (isKnown)
        {
            await RoundTripAsync(await _bench.StartBareAsync(metadata));
        }
        else
        {
            Assert.Equal(ComponentFault.Denied, (await Assert.ThrowsAsync<ComponentException>(() => _bench.StartBareAsync(metadata))).Fault);
        }
    }

    private async Task RoundTripAsync(Abstractions.PubSub.IPubSub pubsub)
    {
        var inbox = new Inbox();
        await _bench.SubscribeAsync(pubsub, inbox);
        await _bench.PublishAsync(pubsub, "one");
        await inbox.HoldsAsync(["one"]);
    }
}
