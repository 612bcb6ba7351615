using MeshRuntime.Abstractions.Components;
using MeshRuntime.ComponentTests.Kit;
using MeshRuntime.TestBrokers;
using Microsoft.Extensions.Logging;
using static MeshRuntime.ComponentTests.PubSub.PubSubScene;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

/// <summary>Passwords, users and certificates.</summary>
public sealed class RedisAccessTests
{
    private const string Secret = "canary-5f1c";

    [Theory]
    [InlineData("redisPassword", "wrong-canary")]
    [InlineData("redisDB", "0")]
    public async Task WrongOrNoPassword_IsDenied_AndNeverShown(string field, string value)
    {
        await using var broker = await StartAsync(new RedisBroker("--requirepass", Secret));
        await using var bench = new RedisBench(broker);

        var denied = await Assert.ThrowsAsync<ComponentException>(() => bench.StartAsync((field, value)));

        Assert.Equal(ComponentFault.Denied, denied.Fault);
        Assert.Contains("redisPassword", denied.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", denied.ToString() + string.Concat(bench.Logs.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RightPassword_Works()
    {
        await using var broker = await StartAsync(new RedisBroker("--requirepass", Secret));
        await using var bench = new RedisBench(broker);

        await RoundTripAsync(await bench.StartAsync(("redisPassword", Secret)));
    }

    [Fact]
    public async Task UserOfTheAcl_MayDoWhatItMay()
    {
        await using var broker = await StartAsync(new RedisBroker());
        await broker.AskAsync("ACL", "SETUSER", "orders", "on", $">{Secret}", "~orders", "+xadd", "+xreadgroup", "+xack", "+xgroup", "+xpending", "+xclaim", "+ping");
        await using var bench = new RedisBench(broker);
        var pubsub = await bench.StartAsync(("redisUsername", "orders"), ("redisPassword", Secret));

        await RoundTripAsync(pubsub);

        var denied = await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(pubsub, "bills", "x"));
        Assert.Equal(ComponentFault.Denied, denied.Fault);
        Assert.Empty(bench.Logs.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task UserWithoutPassword_IsThatUser_NotTheDefaultOne()
    {
        await using var broker = await StartAsync(new RedisBroker());
        await broker.AskAsync("ACL", "SETUSER", "reader", "on", "nopass", "~orders", "+ping");
        await using var bench = new RedisBench(broker);
        var pubsub = await bench.StartAsync(("redisUsername", "reader"));

        Assert.Equal(ComponentFault.Denied, (await Assert.ThrowsAsync<ComponentException>(() => PublishAsync(pubsub, "orders", "x"))).Fault);
    }

    [Fact]
    public async Task ServerWithoutHello_IsSpokenToInResp2()
    {
        // Redis before 6 has no HELLO, and this one has forgotten it. No argument of its error, a password among them, is ever shown.
        await using var broker = await StartAsync(new RedisBroker("--rename-command", "HELLO", "", "--requirepass", Secret));
        await using var bench = new RedisBench(broker);

        await RoundTripAsync(await bench.StartAsync(("redisPassword", Secret), ("redisDB", "2")));

        Assert.Equal("1", await broker.AskAsync("--no-auth-warning", "-a", Secret, "-n", "2", "XLEN", "orders"));
        var denied = await Assert.ThrowsAsync<ComponentException>(() => bench.StartAsync(("redisPassword", "canary")));
        Assert.Equal(ComponentFault.Denied, denied.Fault);
        Assert.DoesNotContain("canary", denied.ToString() + string.Concat(bench.Logs.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CertificateOfANamedAuthority_IsAccepted()
    {
        using var certificates = new BrokerCertificates();
        await using var broker = await StartAsync(new RedisBroker { Certificates = certificates.Folder });
        await using var bench = new RedisBench(broker);

        await RoundTripAsync(await bench.StartAsync(("enableTLS", "true"), ("caCert", certificates.AuthorityPem)));
        await RoundTripAsync(await bench.StartAtAsync("localhost", ("enableTLS", "true"), ("caCert", certificates.AuthorityPem)));

        Assert.Empty(bench.Logs.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public async Task CertificateOfAnotherAuthorityOrName_IsRefused()
    {
        using var certificates = new BrokerCertificates();
        using var others = new BrokerCertificates();
        await using var broker = await StartAsync(new RedisBroker("--bind", "127.0.0.1", "127.0.0.2") { Certificates = certificates.Folder });
        await using var bench = new RedisBench(broker);

        foreach (var start in (Func<Task>[])
            [
                () => bench.StartAsync(("enableTLS", "true")),
                () => bench.StartAsync(("enableTLS", "true"), ("caCert", others.AuthorityPem)),
                () => bench.StartAtAsync("127.0.0.2", ("enableTLS", "true"), ("caCert", certificates.AuthorityPem)),
            ])
        {
            var refused = await Assert.ThrowsAsync<ComponentException>(start);
            Assert.Equal(ComponentFault.Unavailable, refused.Fault);
            Assert.Contains($":{broker.Port} failed: The remote certificate is invalid", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SkippedVerification_IsAWarningAtEachStart()
    {
        using var certificates = new BrokerCertificates();
        await using var broker = await StartAsync(new RedisBroker { Certificates = certificates.Folder });
        await using var bench = new RedisBench(broker);

        await RoundTripAsync(await bench.StartAsync(("enableTLS", "true"), ("insecureSkipTLSVerify", "true")));
        await bench.StartAsync(("enableTLS", "true"), ("insecureSkipTLSVerify", "true"));

        Assert.Equal([5140, 5140], bench.Logs.All.Where(line => line.Level == LogLevel.Warning).Select(line => line.Id));
    }

    [Fact]
    public async Task ServerThatAsksForACertificate_GetsTheClients()
    {
        using var certificates = new BrokerCertificates();
        await using var broker = await StartAsync(new RedisBroker("--tls-auth-clients", "yes") { Certificates = certificates.Folder });
        await using var bench = new RedisBench(broker);
        var (certificate, key) = certificates.Issue("client");
        (string, string)[] tls = [("enableTLS", "true"), ("caCert", certificates.AuthorityPem)];

        await Assert.ThrowsAsync<ComponentException>(() => bench.StartAsync(tls));
        await RoundTripAsync(await bench.StartAsync([.. tls, ("clientCert", certificate), ("clientKey", key)]));
    }

    private static async Task<RedisBroker> StartAsync(RedisBroker broker)
    {
        await broker.StartAsync();
        return broker;
    }

    private static async Task RoundTripAsync(Abstractions.PubSub.IPubSub pubsub)
    {
        var inbox = new Inbox();
        var subscription = await SubscribeAsync(pubsub, "orders", inbox);
        await PublishAsync(pubsub, "orders", "one");
        await inbox.HoldsAsync(["one"]);
        await subscription.StopAsync(CancellationToken.None);
    }
}
