using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Resiliency;

/// <summary>
/// A sidecar of this build beside one of 0.1.0, which is played from what was recorded of it (R06): what stands here may never change, or a mesh cannot
/// be upgraded one sidecar at a time. Without TLS, so that the test can speak for the other.
/// </summary>
public sealed class OldPeerTests : MeshTest
{
    private const string Off = "--enable-mtls=false";

    // Every answer that 0.1.0 gives in place of its app, with its words, and what the caller is told.
    [Theory]
    [InlineData("denied", "rpc error: code = PermissionDenied desc = access control policy has denied access", 403, false)]
    [InlineData("invalid", "rpc error: code = InvalidArgument desc = invalid method", 500, false)]
    [InlineData("unreached", "rpc error: code = Internal desc = error invoking app channel: cannot connect to the app", 500, false)]
    [InlineData("broken", "rpc error: code = Internal desc = error invoking app channel: the app broke off", 500, false)]
    [InlineData("too-large", "rpc error: code = ResourceExhausted desc = message too large", 500, false)]
    [InlineData("draining", "rpc error: code = Unavailable desc = this sidecar of orders is shutting down", 500, true)]
    [InlineData("a word of a later build", "something", 500, false)]
    public async Task AnswerInPlaceOfAnOldApp_IsUnderstood(string failure, string text, int status, bool goesElsewhere)
    {
        var (client, asked) = await CallerOfAsync(async context =>
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            context.Response.Headers["mesh-failure"] = failure;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(text);
        });

        using var answer = await client.Http.PostAsync("/v1.0/invoke/orders/method/new", new StringContent("body"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(text, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(goesElsewhere, asked() > 1);
    }

    [Fact]
    public async Task CallToAnOldPeer_IsWrittenAsItExpects()
    {
        ReceivedRequest? seen = null;
        var (client, _) = await CallerOfAsync(async context =>
        {
            seen = TestApp.RequestOf(context);
            await TestApp.ReadBodyAsync(context);
            context.Response.Headers["x-app"] = "old";
            await context.Response.WriteAsync("hello");
        });
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1.0/invoke/orders/method/a/b?q=1") { Content = new StringContent("body") };
        request.Headers.Add("x-mine", "kept");

        using var answer = await client.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, "hello", "old"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.GetValues("x-app").Single()));
        Assert.Equal(("PUT", "/a/b?q=1", 4), (seen!.Method, seen.Target, seen.BodyLength));
        Assert.Equal("kept", seen.Header("x-mine"));
        Assert.All(["mesh-call", "mesh-invoke"], name => Assert.Empty(seen.All(name)));
    }

    // As 0.1.0 writes it: the canonical path, the app's own headers, nothing else.
    [Fact]
    public async Task CallOfAnOldPeer_ReachesTheApp()
    {
        var orders = await Bed.AppAsync("orders", flags: [Off]);
        using var old = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{orders.Sidecar.PeerPort}/new?q=1")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent("body", Encoding.UTF8, "text/plain"),
        };
        request.Headers.Add("x-mine", "kept");

        using var answer = await old.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, "hello from orders"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.False(answer.Headers.Contains("mesh-failure"));
        Assert.Equal(("POST", "/new?q=1", 4, "kept"), (orders.App.Only.Method, orders.App.Only.Target, orders.App.Only.BodyLength, orders.App.Only.Header("x-mine")));
    }

    // What 0.1.0 reads of an answer in place of ours: the header, a body that is the explanation, and no status that it takes for the app's.
    [Fact]
    public async Task RefusalOfThisBuild_IsInTheWordsOfTheOldOne()
    {
        var orders = await Bed.SidecarAsync("orders", Off);
        using var old = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{orders.PeerPort}/x")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var answer = await old.SendAsync(request);

        Assert.Equal((HttpStatusCode.BadGateway, "unreached"), (answer.StatusCode, answer.Headers.GetValues("mesh-failure").Single()));
        Assert.StartsWith("rpc error: code = Internal desc = app channel is not initialized", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>A caller of this build whose only callee is played by the test; and how often that was asked.</summary>
    private async Task<(SidecarHandle Client, Func<int> Asked)> CallerOfAsync(RequestDelegate peer)
    {
        var old = await Bed.BareAppAsync("old", AppProtocol.H2c, peer);
        var names = Bed.Write(
            "names.yaml",
            $"""
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: names
            spec:
              nameResolution:
                component: structured
                version: v1
                configuration:
                  addresses: "orders = 127.0.0.1:{old.Port}"
            """);
        return (await Bed.SidecarAsync("client", Off, "--config", names), () => old.Requests.Count);
    }
}
