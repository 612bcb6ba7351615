using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>Apps over http, https with a certificate that nobody knows, and HTTP/2 without TLS.</summary>
public sealed class AppProtocolTests : MeshTest
{
    [Theory]
    [InlineData(nameof(AppProtocol.Http), "HTTP/1.1")]
    [InlineData(nameof(AppProtocol.Https), "HTTP/1.1")]
    [InlineData(nameof(AppProtocol.H2c), "HTTP/2")]
    public async Task App_IsSpokenToInItsProtocol(string protocol, string expected)
    {
        var orders = await Bed.AppAsync(new SidecarSetup("orders"), Enum.Parse<AppProtocol>(protocol));
        var client = await Bed.SidecarAsync("client");

        using var answer = await client.Http.PostAsync("/v1.0/invoke/orders/method/x?y=1", new StringContent("body"));

        Assert.Equal("hello from orders", await answer.Content.ReadAsStringAsync());
        Assert.Equal((expected, "/x?y=1", 4), (orders.App.Only.Protocol, orders.App.Only.Target, orders.App.Only.BodyLength));
        Assert.Equal(["client"], orders.App.Only.All("dapr-caller-app-id"));
    }

    [Theory]
    [InlineData(nameof(AppProtocol.Https))]
    [InlineData(nameof(AppProtocol.H2c))]
    public async Task Streams_PassAsTheyCome_InEveryProtocol(string protocol)
    {
        using var next = new SemaphoreSlim(0);
        await Bed.AppAsync(new SidecarSetup("orders"), Enum.Parse<AppProtocol>(protocol), async context =>
        {
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"{i}");
                await context.Response.Body.FlushAsync();
                await next.WaitAsync(context.RequestAborted);
            }
        });
        var client = await Bed.SidecarAsync("client");
        await using var connection = await client.RawAsync();
        await connection.SendAsync(RawClient.Head(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x"));

        await connection.ReadHeadAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([(byte)('0' + i)], (await connection.ReadChunkAsync())!);
            next.Release();
        }

        Assert.Empty((await connection.ReadChunkAsync())!);
    }

    [Fact]
    public async Task AppThatSpeaksAnotherProtocol_IsAnError_NotAHang()
    {
        var app = await Bed.BareAppAsync("orders", AppProtocol.Http);
        await Bed.SidecarAsync(new SidecarSetup("orders") { AppPort = app.Port, AppProtocol = "h2c" });
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x");

        ErrorAssert.IsInvokeError(answer, 500, "orders", "error invoking app channel");
    }

    // C17
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_IsPassedToTheCaller_NotFollowed(int status)
    {
        var stranger = await Bed.BareAppAsync("stranger");
        var location = $"http://127.0.0.1:{stranger.Port}/elsewhere";
        await Bed.AppAsync("orders", context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });
        var client = await Bed.SidecarAsync("client");

        var answer = await RawClient.RequestAsync(client.HttpPort, "GET", "/v1.0/invoke/orders/method/x", "Authorization: Bearer secret");

        Assert.Equal((status, location), (answer!.Status, answer.Header("Location")));
        Assert.Empty(stranger.Wire);
    }
}
