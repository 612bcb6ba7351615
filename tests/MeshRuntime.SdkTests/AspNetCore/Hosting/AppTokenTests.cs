using System.Net;
using MeshRuntime.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace MeshRuntime.SdkTests.AspNetCore.Hosting;

/// <summary>Who gets through to an app with a token.</summary>
public sealed class AppTokenTests
{
    [Theory]
    [InlineData("/orders/7", "GET", "Get")]
    [InlineData("/topics/bus/orders", "POST", "Post")]
    [InlineData("/dapr/subscribe", "GET", "Get")]
    [InlineData("/own", "GET", "Get")]
    public async Task OnlyTheTokenGetsThrough(string path, string verb, string method)
    {
        await using var app = await ServeAsync("the-token");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, verb, path));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, verb, path, ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, verb, path, "the-tokem"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, verb, path, "the-token", "the-token"));
        Assert.Equal(method == "Post" ? HttpStatusCode.BadRequest : HttpStatusCode.OK, await StatusAsync(app, verb, path, "the-token"));
    }

    [Fact]
    public async Task OtherEndpoints_StayOpen()
    {
        await using var app = await ServeAsync("the-token");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "GET", "/healthz"));
    }

    [Fact]
    public async Task AppWithoutAToken_AsksForNone()
    {
        await using var app = await ServeAsync(null);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "GET", "/own"));
    }

    [Theory]
    [InlineData("", "APP_API_TOKEN is set but empty: give it the value that the sidecar has, or remove it.")]
    [InlineData("token\n", "APP_API_TOKEN holds a blank, a line break or another character that no header can carry: use visible ASCII only.")]
    public async Task TokenThatIsNone_DoesNotStart(string token, string problem)
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ServeAsync(token));

        Assert.Equal(problem, failure.Message);
    }

    [Fact]
    public async Task Refusal_SaysWhatToDo_AndNotTheToken()
    {
        await using var app = await ServeAsync("the-token");

        using var answer = await app.Http.GetAsync("/own");

        var (_, message) = await answer.ErrorAsync();
        Assert.Contains("Start the sidecar with the same APP_API_TOKEN", message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-token", message, StringComparison.Ordinal);
    }

    private static Task<MeshApp> ServeAsync(string? token) => MeshApp.StartAsync(
        web =>
        {
            web.MapMeshService<IOrders>(new Orders());
            web.MapTopic<Order>("bus", "orders", (_, _) => Task.CompletedTask);
            web.MapGet("/own", () => "").RequireAppToken();
            web.MapGet("/healthz", () => "");
        },
        appToken: token);

    private static async Task<HttpStatusCode> StatusAsync(MeshApp app, string verb, string path, params string[] tokens)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        foreach (var token in tokens)
        {
            request.Headers.TryAddWithoutValidation("dapr-api-token", token);
        }

        using var answer = await app.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
