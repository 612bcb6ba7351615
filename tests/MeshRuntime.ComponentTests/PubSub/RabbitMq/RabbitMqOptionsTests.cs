using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.PubSub.RabbitMq;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.RabbitMq;

public sealed class RabbitMqOptionsTests
{
    [Theory]
    [InlineData("amqp://localhost", "localhost", 5672, "/", "guest", "guest", false)]
    [InlineData("amqp://localhost/", "localhost", 5672, "/", "guest", "guest", false)]
    [InlineData("amqp://u:p%40ss@rabbit:1234/my%2Fhost", "rabbit", 1234, "my/host", "u", "p@ss", false)]
    [InlineData("amqps://u@rabbit//", "rabbit", 5671, "/", "u", "", true)]
    [InlineData("amqp://[::1]:7", "::1", 7, "/", "guest", "guest", false)]
    public void ConnectionString_IsTakenApart(string text, string host, int port, string virtualHost, string user, string password, bool isTls)
    {
        Assert.Equal(new RabbitAddress(host, port, virtualHost, user, password, isTls), Read(out var metadata, ("connectionString", text)).Address);
        Assert.Empty(metadata.Problems);
    }

    [Fact]
    public void Parts_HaveDefaults()
    {
        Assert.Equal(new RabbitAddress("localhost", 5672, "/", "guest", "guest", IsTls: false), Read(out _).Address);
        Assert.Equal(
            new RabbitAddress("mq", 99, "/", "u", "p", IsTls: true),
            Read(out _, ("protocol", "amqps"), ("hostname", "mq:99"), ("username", "u"), ("password", "p")).Address);
    }

    [Fact]
    public void Defaults_AreDaprs()
    {
        var options = Read(out var metadata);

        Assert.Empty(metadata.Problems);
        Assert.Equal("app", options.ConsumerId);
        Assert.Equal((true, true, false, false), (options.Durable, options.DeletedWhenUnused, options.AutoAck, options.RequeueInFailure));
        Assert.Equal((0, 0, "fanout", false), (options.DeliveryMode, options.PrefetchCount, options.ExchangeKind, options.IsSerial));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10)), (options.ReconnectWait, options.Heartbeat));
        Assert.Equal((false, false, null, null), (options.EnableDeadLetter, options.PropertiesToMetadata, options.MaxLength, options.TimeToLive));
        Assert.Equal((null, null, false), (options.ClientName, options.Tls, options.SaslExternal));
    }

    [Fact]
    public void BareNumbersOfTime_AreSeconds()
    {
        var options = Read(out _, ("ttlInSeconds", "30"), ("reconnectWaitSeconds", "7"), ("heartBeat", "20"));

        Assert.Equal((30, 7, 20), ((int)options.TimeToLive!.Value.TotalSeconds, (int)options.ReconnectWait.TotalSeconds, (int)options.Heartbeat.TotalSeconds));
    }

    [Theory]
    [InlineData("connectionString", "http://localhost")]
    [InlineData("connectionString", "no address")]
    [InlineData("connectionString", "amqp://localhost?heartbeat=5")]
    [InlineData("protocol", "stomp")]
    [InlineData("exchangeKind", "x-delayed")]
    [InlineData("concurrencyMode", "double")]
    [InlineData("deliveryMode", "3")]
    [InlineData("prefetchCount", "256")]
    [InlineData("prefetchCount", "-1")]
    [InlineData("maxLen", "-1")]
    [InlineData("reconnectWaitSeconds", "0")]
    [InlineData("durable", "perhaps")]
    public void WrongValue_IsAProblemOfThatField(string name, string value)
    {
        Read(out var metadata, (name, value));

        Assert.Equal(name, Assert.Single(metadata.Problems).Field);
    }

    [Fact]
    public void ProtocolBesideAConnectionString_MustBeItsOwn()
    {
        Read(out var same, ("connectionString", "amqps://localhost"), ("protocol", "amqps"));
        Read(out var other, ("connectionString", "amqp://localhost"), ("protocol", "amqps"));

        Assert.Empty(same.Problems);
        Assert.Equal("protocol", Assert.Single(other.Problems).Field);
    }

    [Fact]
    public void SaslExternal_NeedsAllThreeCertificates()
    {
        Read(out var metadata, ("connectionString", "amqps://localhost"), ("saslExternal", "true"));

        Assert.Equal("saslExternal", Assert.Single(metadata.Problems).Field);
    }

    [Fact]
    public void CertificatesWithoutTls_AreAProblem()
    {
        using var certificates = new BrokerCertificates();
        Read(out var metadata, ("caCert", certificates.AuthorityPem));

        Assert.Equal("caCert", Assert.Single(metadata.Problems).Field);
    }

    [Theory]
    [InlineData("ttlInSeconds", "5", "5000")]
    [InlineData("ttl", "250ms", "250")]
    [InlineData("TTLINSECONDS", "1h", "3600000")]
    [InlineData("ttlInSeconds", "-1s", "0")]
    [InlineData("ttlInSeconds", "-1", null)]
    [InlineData("ttlInSeconds", "soon", null)]
    [InlineData("ttlInSeconds", "10000h", "4294967295")]
    public void TimeToLiveOfAMessage_IsItsExpiration(string name, string value, string? expected) =>
        Assert.Equal(expected, Properties((name, value)).Expiration);

    [Theory]
    [InlineData("3", 3)]
    [InlineData("255", 255)]
    [InlineData("256", 255)]
    [InlineData("-1", 0)]
    [InlineData("high", 0)]
    public void Priority_IsHeldToAByte(string value, byte expected) => Assert.Equal(expected, Properties(("priority", value)).Priority);

    [Fact]
    public void PropertyLongerThanAmqpCarries_IsInvalid() =>
        Assert.Equal(ComponentFault.Invalid, Assert.Throws<ComponentException>(() => Properties(("messageID", new string('m', 256)))).Fault);

    private static RabbitMQ.Client.BasicProperties Properties((string Name, string Value) metadata) => RabbitProperties.Of(
        new("t", default) { Metadata = new Dictionary<string, string> { [metadata.Name] = metadata.Value } }, Read(out _));

    private static RabbitMqOptions Read(out ComponentMetadata metadata, params (string Name, string Value)[] entries)
    {
        metadata = new ComponentMetadata(entries.Select(entry => new MetadataItem(entry.Name, entry.Value, "test.yaml:1")));
        return RabbitMqOptions.Read(new ComponentContext
        {
            Name = "pubsub",
            Metadata = metadata,
            AppId = "app",
            Namespace = "default",
            DataFolder = "unused",
            Loggers = new LogLines(),
            Time = TimeProvider.System,
            Environment = _ => null,
        });
    }
}
