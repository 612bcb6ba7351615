using System.Net;
using MeshRuntime.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.SdkTests.AspNetCore.Topics;

/// <summary>What an endpoint sees of an event behind <c>UseCloudEvents</c>.</summary>
public sealed class CloudEventsTests
{
    private const string Structured = "application/cloudevents+json";

    [Theory]
    [InlineData("""{"datacontenttype":"application/json","data":{"a": 1}}""", "application/json", """{"a": 1}""")]
    [InlineData("""{"data":"text"}""", "application/json", "\"text\"")]
    [InlineData("""{"datacontenttype":"application/vnd.x+json; charset=utf-16","data":[1]}""", "application/vnd.x+json", "[1]")]
    [InlineData("""{"datacontenttype":"text/plain; charset=utf-8","data":"h\u00e4 \"x\""}""", "text/plain; charset=utf-8", "hä \"x\"")]
    [InlineData("""{"datacontenttype":"text/plain","data":{"a":1}}""", "text/plain", """{"a":1}""")]
    [InlineData("""{"datacontenttype":"application/octet-stream","data_base64":"aMOk"}""", "application/octet-stream", "hä")]
    [InlineData("""{"id":"1"}""", "", "")]
    public async Task Event_BecomesItsData(string body, string contentType, string data)
    {
        await using var app = await EchoAsync();

        using var answer = await app.PostAsync("/in", body, Structured);

        Assert.Equal($"{contentType}|{System.Text.Encoding.UTF8.GetByteCount(data)}|{data}", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task OtherBodies_PassUntouched()
    {
        await using var app = await EchoAsync();

        using var answer = await app.PostAsync("/in", """{"data":1}""", "application/json");

        Assert.Equal("""application/json|10|{"data":1}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"data":1,"data_base64":"AA=="}""")]
    [InlineData("""{"data_base64":"*"}""")]
    [InlineData("""{"data_base64":7}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task NoEvent_Is400(string body)
    {
        await using var app = await EchoAsync();

        using var answer = await app.PostAsync("/in", body, Structured);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("ERR_MALFORMED_REQUEST", (await answer.ErrorAsync()).Code);
    }

    [Fact]
    public async Task Attributes_TravelAsHeaders_WhereTheAppWantsThem()
    {
        await using var app = await MeshApp.StartAsync(web =>
        {
            web.UseCloudEvents(options => options.AttributesAsHeaders = true);
            web.MapPost("/in", (HttpRequest request) => string.Join(",", request.Headers.Where(header => header.Key.StartsWith("Cloudevent.", StringComparison.Ordinal)).OrderBy(header => header.Key)));
        });

        using var answer = await app.PostAsync("/in", """{"id":"1","type":"paid","datacontenttype":"text/plain","data":"x"}""", Structured);

        Assert.Equal("[Cloudevent.id, 1],[Cloudevent.type, paid]", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task BoundParameters_GetTheData_AndTopicsTheirEvent()
    {
        TopicEvent<Order>? got = null;
        await using var app = await MeshApp.StartAsync(web =>
        {
            web.UseCloudEvents();
            web.MapPost("/bound", (Order order) => order.Id).WithTopic("bus", "bound");
            web.MapTopic<Order>(
                "bus", "whole",
                (received, _) =>
                {
                    got = received;
                    return Task.CompletedTask;
                },
                new TopicOptions { Route = "/whole" });
        });
        const string body = """{"id":"e1","datacontenttype":"application/json","data":{"id":"7","amount":3}}""";

        using var bound = await app.PostAsync("/bound", body, Structured);
        using var whole = await app.PostAsync("/whole", body, Structured);

        Assert.Equal("7", await bound.Content.ReadAsStringAsync());
        Assert.Equal("e1", got?.Id);
    }

    private static Task<MeshApp> EchoAsync() => MeshApp.StartAsync(web =>
    {
        web.UseCloudEvents();
        web.MapPost("/in", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            return $"{request.ContentType}|{request.ContentLength}|{await reader.ReadToEndAsync()}";
        });
    });
}
