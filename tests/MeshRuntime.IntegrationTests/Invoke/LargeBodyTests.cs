using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>Bodies stream: what passes through a sidecar is not kept in it.</summary>
[Collection(AloneCollection.Name)]
public sealed class LargeBodyTests : MeshTest
{
    private const long Size = 100L * 1024 * 1024;
    private const long WarmUp = 2L * 1024 * 1024;
    private const long MaxGrowth = 48L * 1024 * 1024;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HundredMegabytesUp_ArriveWhole_InFlatMemory(bool chunked)
    {
        var orders = await Bed.AppAsync("orders", flags: ["--max-body-size", "256Mi"]);
        var client = await Bed.SidecarAsync("client", "--max-body-size", "256Mi");

        // Code that is compiled while it runs, and buffers that are kept: they come with the first bytes, not with the size of a body.
        await client.Http.PostAsync("/v1.0/invoke/orders/method/warm", new StreamContent(new PatternStream(WarmUp)));
        var memory = new MemoryWatch(client, orders.Sidecar);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/invoke/orders/method/up")
        {
            Content = new StreamContent(new PatternStream(Size)),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Content.Headers.ContentLength = chunked ? null : Size;

        using var answer = await memory.DuringAsync(client.Http.SendAsync(request));

        Assert.Equal(200, (int)answer.StatusCode);
        var got = orders.App.Requests.Last();
        Assert.Equal((Size, await HashAsync()), (got.BodyLength, got.BodyHash));
        Assert.Equal(chunked ? null : $"{Size}", got.Header("Content-Length"));
        memory.AssertGrowthBelow(MaxGrowth);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HundredMegabytesDown_ArriveWhole_InFlatMemory(bool chunked)
    {
        var orders = await Bed.AppAsync("orders", async context =>
        {
            context.Response.ContentLength = chunked ? null : Size;
            await new PatternStream(Size).CopyToAsync(context.Response.Body);
        });
        var client = await Bed.SidecarAsync("client");
        await client.Http.GetAsync("/v1.0/invoke/orders/method/warm", HttpCompletionOption.ResponseHeadersRead);
        var memory = new MemoryWatch(client, orders.Sidecar);

        var body = await memory.DuringAsync(DownloadAsync(client));

        Assert.Equal((Size, await HashAsync()), (body.Length, body.Hash));
        memory.AssertGrowthBelow(MaxGrowth);
    }

    private static async Task<BodyDigest> DownloadAsync(SidecarHandle client)
    {
        using var answer = await client.Http.GetAsync("/v1.0/invoke/orders/method/down", HttpCompletionOption.ResponseHeadersRead);
        return await BodyDigest.ReadAsync(await answer.Content.ReadAsStreamAsync());
    }

    private static async Task<string> HashAsync() => (await BodyDigest.ReadAsync(new PatternStream(Size))).Hash;
}
