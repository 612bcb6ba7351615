using MeshRuntime.Cli;
using MeshRuntime.Cli.Messages;

namespace MeshRuntime.Tests.Cli.Messages;

public sealed class MessageMetadataTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("{}", "")]
    [InlineData("{\"ttlInSeconds\":\"60\",\"rawPayload\":true,\"a b\":\"c&d\"}", "?metadata.ttlInSeconds=60&metadata.rawPayload=true&metadata.a%20b=c%26d")]
    [InlineData("{\"ttlInSeconds\":60}", "?metadata.ttlInSeconds=60")]
    public void Object_BecomesAQuery(string? json, string query) => Assert.Equal(query, MessageMetadata.ToQuery(json));

    [Theory]
    [InlineData("ttlInSeconds=60")]
    [InlineData("[1]")]
    [InlineData("{\"a\":{}}")]
    public void WhatIsNoObject_IsRefused(string json) =>
        Assert.Equal(ExitCodes.WrongUsage, Assert.Throws<CommandFailure>(() => MessageMetadata.ToQuery(json)).ExitCode);
}
