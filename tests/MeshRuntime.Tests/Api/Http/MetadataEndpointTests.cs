using System.Text.Json;
using MeshRuntime.Api;
using MeshRuntime.Api.Http;
using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Api.Http;

public sealed class MetadataEndpointTests
{
    private readonly SnapshotCell _snapshots = new();
    private readonly MetadataEndpoint _endpoint;

    public MetadataEndpointTests() => _endpoint = new MetadataEndpoint(new SidecarMetadata(
        new SidecarDescription("orders", "1.2.3", new AppTarget(AppProtocol.H2c, "127.0.0.1", 5001, "app-secret", 4096), 7), _snapshots, new Messages().Subscriptions));

    [Fact]
    public async Task Everything_IsInDaprsShape()
    {
        _snapshots.Swap(new MeshSnapshot
        {
            Features = ["HotReload"],
            Components = [new ComponentPlan("vault", "secretstores.local.file", "v1", ["MULTIPLE_KEY_VALUES_PER_SECRET"])],
        });
        await PutAsync("note", "<b>\"x\"</b>");

        var exchange = await new Exchange("GET", "/v1.0/metadata").ServedByAsync(_endpoint.GetAsync);

        Assert.Equal("application/json", exchange.Response.ContentType);
        Assert.Equal(
            """{"id":"orders","runtimeVersion":"1.2.3","enabledFeatures":["HotReload"],"components":[{"name":"vault","type":"secretstores.local.file","version":"v1","capabilities":["MULTIPLE_KEY_VALUES_PER_SECRET"]}],"extended":{"daprRuntimeVersion":"1.2.3","note":"<b>\"x\"</b>"},"appConnectionProperties":{"port":5001,"protocol":"h2c","channelAddress":"127.0.0.1","maxConcurrency":7},"actorRuntime":{"runtimeStatus":"DISABLED","hostReady":false,"placement":"placement: disconnected"}}"""
            + "\n",
            exchange.Text());
    }

    [Fact]
    public async Task WhatIsNotThere_IsLeftOut()
    {
        var exchange = await new Exchange("GET", "/v1.0/metadata").ServedByAsync(
            new MetadataEndpoint(new SidecarMetadata(new SidecarDescription("orders", "1.2.3", null), _snapshots, new Messages().Subscriptions)).GetAsync);

        using var json = JsonDocument.Parse(exchange.Text());
        Assert.Equal(["id", "runtimeVersion", "extended", "actorRuntime"], json.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Value_IsReplaced_AndOurOwnKeyIsNot()
    {
        await PutAsync("note", "one");
        await PutAsync("note", "two");
        await PutAsync("daprRuntimeVersion", "forged");

        var exchange = await new Exchange("GET", "/v1.0/metadata").ServedByAsync(_endpoint.GetAsync);

        using var json = JsonDocument.Parse(exchange.Text());
        Assert.Equal(
            [("daprRuntimeVersion", "1.2.3"), ("note", "two")],
            json.RootElement.GetProperty("extended").EnumerateObject().Select(member => (member.Name, member.Value.GetString()!)));
    }

    [Theory]
    [InlineData(64 * 1024 - 1, 204)]
    [InlineData(64 * 1024, 204)]
    [InlineData(64 * 1024 + 1, 400)]
    public async Task Value_HasALimit(int bytes, int status)
    {
        var exchange = await PutAsync("big", new string('x', bytes));

        Assert.Equal(status, exchange.StatusCode);
        Assert.Equal(status == 204 ? "" : "{\"errorCode\":\"ERR_BODY_READ\",\"message\":\"failed to read request body: a metadata value is at most 65536 bytes long\"}", exchange.Text());
    }

    [Fact]
    public async Task Keys_HaveALimit_AndThoseThatAreThereCanStillBeWritten()
    {
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(204, (await PutAsync($"key-{i}", "x")).StatusCode);
        }

        Assert.Equal(400, (await PutAsync("one-more", "x")).StatusCode);
        Assert.Equal(204, (await PutAsync("key-0", "y")).StatusCode);
        Assert.Equal(400, (await PutAsync("", "x")).StatusCode);
    }

    private Task<Exchange> PutAsync(string key, string value) =>
        new Exchange("PUT", "/v1.0/metadata/" + key, value).ServedByAsync(context => _endpoint.PutAsync(context, key));
}
