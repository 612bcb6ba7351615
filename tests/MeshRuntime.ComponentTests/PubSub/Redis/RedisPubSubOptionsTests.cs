using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.PubSub.Redis;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.PubSub.Redis;

public sealed class RedisPubSubOptionsTests
{
    [Theory]
    [InlineData("redisHost", "a:6379,b:6379", "redisHost", "cluster or Sentinel")]
    [InlineData("redisHost", "a:", "redisHost", "no port")]
    [InlineData("redisHost", "a:70000", "redisHost", "no port")]
    [InlineData("redisHost", "", "redisHost", "missing")]
    [InlineData("redisType", "cluster", "redisType", "cluster is not supported")]
    [InlineData("redisType", "other", "redisType", "no type of Redis")]
    [InlineData("failover", "true", "failover", "Sentinel is not supported")]
    [InlineData("useEntraID", "true", "useEntraID", "not supported")]
    [InlineData("useAzureAD", "true", "useEntraID", "not supported")]
    [InlineData("useOIDC", "true", "useOIDC", "not supported")]
    [InlineData("redisPort", "6380", "redisPort", "redisHost says 6379")]
    [InlineData("processingTimeout", "soon", "processingTimeout", "not a duration")]
    [InlineData("processingTimeout", "-1", "processingTimeout", "not a duration")]
    [InlineData("queueDepth", "0", "queueDepth", "not a whole number")]
    [InlineData("concurrency", "0", "concurrency", "not a whole number")]
    [InlineData("caCert", "/etc/ca.pem", "caCert", "no certificate")]
    [InlineData("clientCert", "x", "clientKey", "missing")]
    public void WrongValue_IsAProblemWithACure(string field, string value, string about, string what)
    {
        Read(out var metadata, ("redisHost", "a:6379"), (field, value));

        Assert.Contains(metadata.Problems, problem => problem.Field == about && problem.What.Contains(what, StringComparison.Ordinal) && problem.Cure.Length > 0);
        Assert.Empty(metadata.Unread);
    }

    [Theory]
    [InlineData("a", null, "a:6379")]
    [InlineData("a", "7000", "a:7000")]
    [InlineData("a:7001", null, "a:7001")]
    [InlineData("a:7001", "7001", "a:7001")]
    [InlineData("[::1]:7002", null, "[::1]:7002")]
    [InlineData("::1", null, "[::1]:6379")]
    public void Address_IsHostAndPort(string host, string? port, string address) =>
        Assert.Equal(address, Read(out _, ("redisHost", host), ("redisPort", port ?? "")).Connection.Address);

    [Theory]
    [InlineData("250", 250)]
    [InlineData("250ms", 250)]
    [InlineData("2s", 2000)]
    public void Times_AreMillisecondsOrDurations(string text, int milliseconds)
    {
        var options = Read(out var metadata, ("redisHost", "a"), ("processingTimeout", text), ("redeliverInterval", text), ("readTimeout", text));

        Assert.Empty(metadata.Problems);
        var expected = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal((expected, expected, expected), (options.ProcessingTimeout, options.RedeliverInterval, options.Connection.ReadTimeout));
    }

    [Fact]
    public void Defaults_AreDapr()
    {
        var options = Read(out var metadata, ("redisHost", "a"), ("readTimeout", "-1"));

        Assert.Empty(metadata.Problems);
        Assert.Equal(("app", 60.0, 15.0, 100, 10), (options.Group, options.ProcessingTimeout.TotalSeconds, options.RedeliverInterval.TotalSeconds, options.QueueDepth, options.Concurrency));
        Assert.Equal((0, TimeSpan.Zero, false, null), (options.MaxLength, options.TimeToLive, options.AcknowledgeFailed, options.Connection.Tls));
        Assert.Equal((5.0, 3.0, 3.0), (options.Connection.DialTimeout.TotalSeconds, options.Connection.ReadTimeout.TotalSeconds, options.Connection.WriteTimeout.TotalSeconds));
    }

    [Theory]
    [InlineData("processingTimeout")]
    [InlineData("redeliverInterval")]
    public void Zero_EndsRedelivery(string field) => Assert.False(Read(out _, ("redisHost", "a"), (field, "0")).Redelivers);

    private static RedisPubSubOptions Read(out ComponentMetadata metadata, params (string Name, string Value)[] entries)
    {
        metadata = new ComponentMetadata(entries.Select((entry, i) => new MetadataItem(entry.Name, entry.Value, $"test.yaml:{i + 1}")));
        return RedisPubSubOptions.Read(new ComponentContext
        {
            Name = "under-test",
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
