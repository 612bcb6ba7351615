using MeshRuntime.DataPlane.Messaging.Events;

namespace MeshRuntime.Tests.DataPlane.Messaging.Events;

public sealed class MessageTtlTests
{
    [Theory]
    [InlineData("ttlInSeconds", "20", 20.0)]
    [InlineData("TTLINSECONDS", "20s", 20.0)]
    [InlineData("ttl", "1h", 3600.0)]
    [InlineData("Ttl", "1m1.5s", 61.5)]
    [InlineData("ttl", "-5s", -5.0)] // expired already
    [InlineData("ttl", "0s", 0.0)]
    public void Ttl_IsRead(string name, string value, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), MessageTtl.Read(new Dictionary<string, string> { ["x"] = "1", [name] = value }));

    [Theory]
    [InlineData("ttlInSeconds", "0")]
    [InlineData("ttlInSeconds", "-1")]
    [InlineData("ttl", "soon")]
    [InlineData("ttl", "")]
    [InlineData("ttl", "9223372036854775807")] // longer than there are ticks
    [InlineData("ttls", "5")]
    public void WhatIsNone_IsIgnored(string name, string value) => Assert.Null(MessageTtl.Read(new Dictionary<string, string> { [name] = value }));

    [Fact]
    public void NoMetadata_IsNoTtl() => Assert.Null(MessageTtl.Read(null));
}
