using System.Diagnostics;
using System.Net;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.SdkTests.Invocation;

/// <summary>What travels, and what comes back, when all is well.</summary>
public sealed class AppClientTests
{
    private static readonly MeshRequest Get = new() { Method = HttpMethod.Get, Path = "/orders/7" };

    [Fact]
    public async Task Call_TravelsAsWritten_AndItsAnswerIsRead()
    {
        await using var stub = await StubSidecar.StartAsync(200, """{"id":7,"item":"tea"}""");

        var order = await stub.Orders.InvokeAsync(
            new MeshRequest
            {
                Method = HttpMethod.Put,
                Path = "/orders//7/a%2Fb?full=true&x=%20",
                Content = MeshJson.Content(new Order(1, "tea"), TestJson.Default.Order),
                Headers = [KeyValuePair.Create("If-Match", "\"1\""), KeyValuePair.Create("Content-Language", "de")],
            },
            TestJson.Default.Order,
            TestContext.Current.CancellationToken);

        Assert.Equal(new Order(7, "tea"), order);
        var sent = stub.Listener.Only;
        Assert.Equal("PUT /v1.0/invoke/orders/method/orders//7/a%2Fb?full=true&x=%20", $"{sent.Method} {sent.Target}");
        Assert.Equal("""{"id":1,"item":"tea"}""", System.Text.Encoding.UTF8.GetString(sent.Body));
        Assert.Equal(["\"1\"", "de", "application/json"], new[] { "If-Match", "Content-Language", "Content-Type" }.Select(sent.Header));

        // Without a length a sidecar cannot make the call again.
        Assert.Equal("21", sent.Header("Content-Length"));
        Assert.Null(sent.Header("dapr-api-token"));
        Assert.Null(sent.Header("mesh-why"));
    }

    [Fact]
    public async Task CallWithoutAnswer_Ends()
    {
        await using var stub = await StubSidecar.StartAsync(200, "whatever");

        await stub.Orders.InvokeAsync(Get, TestContext.Current.CancellationToken);

        Assert.Equal("/v1.0/invoke/orders/method/orders/7", stub.Listener.Only.Target);
    }

    [Theory]
    [InlineData("", "text/plain")]
    [InlineData(" \n", "application/json")]
    [InlineData("null", "application/json")]
    public async Task EmptyAnswer_IsNull(string body, string contentType)
    {
        await using var chunked = await StubSidecar.StartAsync(context => ChunkAsync(context, body, contentType));
        Assert.Null(await chunked.Orders.InvokeAsync(Get, TestJson.Default.Order, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task NoContent_IsNull()
    {
        await using var stub = await StubSidecar.StartAsync(204);
        Assert.Null(await stub.Orders.InvokeAsync(Get, TestJson.Default.Order, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true, 100)]
    [InlineData(true, 100_000)]
    [InlineData(false, 100)]
    [InlineData(false, 100_000)]
    public async Task Answer_OfAnyLength_IsRead(bool isChunked, int letters)
    {
        var body = $$"""{"id":7,"item":"{{new string('x', letters)}}"}""";
        await using var stub = await StubSidecar.StartAsync(context => isChunked
            ? ChunkAsync(context, body, "application/json")
            : StubSidecar.AnswerAsync(context, 200, body));

        var order = await stub.Orders.InvokeAsync(Get, TestJson.Default.Order, TestContext.Current.CancellationToken);

        Assert.Equal(letters, order!.Item.Length);
    }

    [Fact]
    public async Task ExpectedStatus_IsNull()
    {
        await using var stub = await StubSidecar.StartAsync(404, """{"title":"no such order"}""");
        var request = Get with { ExpectedStatuses = [409, 404] };

        Assert.Null(await stub.Orders.InvokeAsync(request, TestJson.Default.Order, TestContext.Current.CancellationToken));
        await stub.Orders.InvokeAsync(request, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task TryInvoke_HasStatusHeadersAndValue()
    {
        await using var stub = await StubSidecar.StartAsync(context =>
        {
            context.Response.Headers.ETag = "\"3\"";
            return StubSidecar.AnswerAsync(context, 201, """{"id":7,"item":"tea"}""");
        });

        var result = await stub.Orders.TryInvokeAsync(Get, TestJson.Default.Order, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Created, true, new Order(7, "tea")), (result.Status, result.IsSuccess, result.Value));
        Assert.Contains(KeyValuePair.Create("ETag", "\"3\""), result.Headers);
        Assert.Contains(KeyValuePair.Create("Content-Type", "application/json"), result.Headers);
        Assert.Null(result.Error);
    }

    [Fact]
    public async Task Token_AndTheQuestionWhy_TravelWithEveryCall()
    {
        await using var stub = await StubSidecar.StartAsync(204, configure: options => (options.ApiToken, options.AsksWhy) = ("secret", true));

        await stub.Orders.InvokeAsync(Get, TestContext.Current.CancellationToken);

        Assert.Equal(["secret"], stub.Listener.Only.All("dapr-api-token"));
        Assert.Equal(["true"], stub.Listener.Only.All("mesh-why"));
    }

    [Fact]
    public async Task TraceContext_IsThatOfTheActivity()
    {
        await using var stub = await StubSidecar.StartAsync(204);
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = "vendor=1";

        await stub.Orders.InvokeAsync(Get, TestContext.Current.CancellationToken);

        Assert.Contains(activity.TraceId.ToHexString(), stub.Listener.Only.Header("traceparent"), StringComparison.Ordinal);
        Assert.Equal("vendor=1", stub.Listener.Only.Header("tracestate"));
    }

    [Fact]
    public async Task RawRequest_GoesToTheApp_WhateverItsHost()
    {
        await using var stub = await StubSidecar.StartAsync(500, "broken", "text/plain");
        foreach (var address in new[] { new Uri("http://elsewhere:99/a/b?c=d"), new Uri("/a/b?c=d", UriKind.Relative), new Uri("a/b?c=d", UriKind.Relative) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, address) { Headers = { { "dapr-app-id", "other" }, { "x", "1" } } };

            using var answer = await stub.Orders.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Equal("broken", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.All(stub.Listener.Requests, sent =>
        {
            Assert.Equal("OPTIONS /v1.0/invoke/orders/method/a/b?c=d", $"{sent.Method} {sent.Target}");
            Assert.Null(sent.Header("dapr-app-id"));
            Assert.Equal("1", sent.Header("x"));
        });
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("tür")]
    public async Task HeaderThatCannotTravel_IsRefused(string value)
    {
        await using var stub = await StubSidecar.StartAsync(204);

        await Assert.ThrowsAsync<ArgumentException>(
            () => stub.Orders.InvokeAsync(Get with { Headers = [KeyValuePair.Create("x", value)] }, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(
            () => stub.Orders.InvokeAsync(Get with { Headers = [KeyValuePair.Create("Dapr-App-Id", "other")] }, TestContext.Current.CancellationToken));

        Assert.Empty(stub.Listener.Requests);
    }

    private static async Task ChunkAsync(HttpContext context, string body, string contentType)
    {
        context.Response.ContentType = contentType;
        await context.Response.StartAsync();
        var half = body.Length / 2;
        await context.Response.WriteAsync(body[..half]);
        await context.Response.Body.FlushAsync();
        await context.Response.WriteAsync(body[half..]);
    }
}
