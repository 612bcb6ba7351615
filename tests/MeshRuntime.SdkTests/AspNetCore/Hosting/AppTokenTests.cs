using System.Net;
using MeshRuntime.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.SdkTests.AspNetCore.Hosting;

/// <summary>Who gets through to an app with a token.</summary>
public sealed class AppTokenTests
{
    [Theory]
    [InlineData("/orders/7", "GET", 200)]
    [InlineData("/topics/bus/orders", "POST", 400)]
    [InlineData("/dapr/subscribe", "GET", 200)]
    [InlineData("/own", "GET", 200)]
    [InlineData("/with", "POST", 400)]
    public async Task OnlyTheTokenGetsThrough(string path, string verb, int status)
    {
        await using var app = await ServeAsync("the-token");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, verb, path));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, verb, path, ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, verb, path, "the-tokem"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, verb, path, "the-token", "the-token"));
        Assert.Equal(status, (int)await StatusAsync(app, verb, path, "the-token"));
    }

    [Fact]
    public async Task OtherEndpoints_StayOpen()
    {
        await using var app = await ServeAsync("the-token");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "GET", "/healthz"));
    }

    [Fact]
    public async Task TopicThatStaysOpen_IsWarnedOf()
    {
        await using var app = await ServeAsync("the-token");

        Assert.Equal(["HTTP: POST /open for topic open answers everybody, though APP_API_TOKEN is set: add RequireAppToken() to it"], app.Warnings);
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
            web.MapGet("/own", () => "").RequireAppToken().RequireAppToken();
            web.MapPost("/with", () => Results.BadRequest()).WithTopic("bus", "with");
            web.MapPost("/open", [Topic("bus", "open")] () => "");
            web.MapPost("/closed", [Topic("bus", "closed")] () => "").RequireAppToken();
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
