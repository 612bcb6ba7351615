using MeshRuntime.Api;
using MeshRuntime.DataPlane.Health;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.Api;

public sealed class LoadSheddingTests
{
    private const long Kilobyte = 1024;
    private const long Own = 24 * Kilobyte; // what a request costs without a body

    [Theory]
    [InlineData("/v1.0/invoke/a/method/b", null, false, Own)]
    [InlineData("/v1.0/invoke/a/method/b", 10 * 1024, true, Own + (10 * Kilobyte))]
    [InlineData("/v1.0/invoke/a/method/b", 10_000_000, true, Own + (192 * Kilobyte))]
    [InlineData("/v1.0/invoke/a/method/b", null, true, Own + (192 * Kilobyte))] // in chunks: it may be long
    [InlineData("/v1.0/publish/a/b", 1024 * 1024, true, Own + ((192 + 3072) * Kilobyte))]
    public async Task Http_TakesWhatItsBodyMayNeed_AndGivesItBack(string path, int? length, bool hasBody, long bytes)
    {
        await TakesAsync(bytes, shedding => shedding.Http, () => Request(path, length, hasBody));
    }

    [Fact]
    public Task Grpc_SaysNoLength_AndTakesWhatIsKeptOfAStream() =>
        TakesAsync(Own + (64 * Kilobyte), shedding => shedding.Grpc, () => Request("/a.B/C", null, hasBody: true), isHttp: false);

    [Theory]
    [InlineData("application/grpc", 64)]
    [InlineData("text/plain", 192)]
    public Task Peer_TakesWhatItsKindOfCallNeeds(string contentType, long kilobytes) => TakesAsync(
        Own + (kilobytes * Kilobyte), shedding => shedding.Peer, () => Request("/x", null, hasBody: true, contentType), isHttp: false);

    [Fact]
    public async Task LongMessage_TakesThreeTimesItsLength_AndOnlyWhatTheOneBeforeDidNot()
    {
        var gauge = new LoadGauge(Own + (64 * Kilobyte) + (300 * Kilobyte));
        var shedding = new LoadShedding(gauge);
        var answers = new List<bool>();

        await Request("/a.B/C", null, hasBody: true).ServedByAsync(shedding.Grpc(context =>
        {
            answers.AddRange(new[] { 90, 100, 50, 101 }.Select(kilobytes => shedding.HasRoomFor!(context, kilobytes * 1024)));
            return Task.CompletedTask;
        }));

        Assert.Equal([true, true, true, false], answers);
        Assert.True(gauge.TryTake(Own + (364 * Kilobyte)));
    }

    [Fact]
    public async Task NoLimitOnMemory_NothingIsCounted()
    {
        var shedding = new LoadShedding(new LoadGauge());
        RequestDelegate next = static _ => Task.CompletedTask;

        Assert.Null(shedding.HasRoomFor);
        Assert.Equal(200, (await Request("/v1.0/publish/a/b", int.MaxValue, hasBody: true).ServedByAsync(shedding.Http(next))).StatusCode);
    }

    [Theory]
    [InlineData("/v1.0/healthz", 200)]
    [InlineData("/v1.0/metadata", 200)]
    [InlineData("/v1.0/invoke/a/method/b", 503)]
    public async Task ShortMemory_OnlyWhatTellsOfTheSidecarAnswers(string path, int status)
    {
        var exchange = await Request(path, null, hasBody: false).ServedByAsync(new LoadShedding(new LoadGauge { IsMemoryShort = true }).Http(static _ => Task.CompletedTask));

        Assert.Equal(status, exchange.StatusCode);
        Assert.Equal(status == 503 ? "1" : "", exchange.Response.Headers.RetryAfter.ToString());
    }

    [Theory]
    [InlineData("/v1.0/healthz", 200)]
    [InlineData("/v1.0/metadata", 200)]
    [InlineData("/v1.0/invoke/a/method/b", 503)]
    public async Task NoRoomForARequest_WhatTellsOfTheSidecarAnswersAllTheSame(string path, int status)
    {
        var full = new LoadShedding(new LoadGauge(Own - 1));

        Assert.Equal(status, (await Request(path, null, hasBody: false).ServedByAsync(full.Http(static _ => Task.CompletedTask))).StatusCode);
    }

    /// <summary>With so many bytes it is served, with one less it is refused; either way all are there again.</summary>
    private static async Task TakesAsync(long bytes, Func<LoadShedding, Func<RequestDelegate, RequestDelegate>> door, Func<Exchange> request, bool isHttp = true)
    {
        foreach (var (most, isServed) in new[] { (bytes, true), (bytes - 1, false) })
        {
            var gauge = new LoadGauge(most);
            var wasServed = false;
            var exchange = await request().ServedByAsync(door(new LoadShedding(gauge))(_ =>
            {
                wasServed = true;
                Assert.False(gauge.TryTake(1));
                return Task.CompletedTask;
            }));

            Assert.Equal(isServed, wasServed);
            Assert.True(gauge.TryTake(most));
            Assert.Equal(isHttp && !isServed ? 503 : exchange.StatusCode, exchange.StatusCode);
        }
    }

    private static Exchange Request(string path, int? length, bool hasBody, string? contentType = null)
    {
        var exchange = new Exchange("POST", path) { CanHaveBody = hasBody };
        exchange.Http.Request.ContentLength = length;
        exchange.Http.Request.ContentType = contentType;
        return exchange;
    }
}
