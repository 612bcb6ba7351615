using System.Net;
using System.Text;
using MeshRuntime.DataPlane.Messaging.Delivery;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class HttpEventAnswerTests
{
    [Theory]
    [InlineData(200, "", EventVerdict.Success)]
    [InlineData(204, "", EventVerdict.Success)]
    [InlineData(299, "x", EventVerdict.Success)]
    [InlineData(200, "ok", EventVerdict.Success)]
    [InlineData(200, "\"ok\"", EventVerdict.Success)]
    [InlineData(200, "[\"RETRY\"]", EventVerdict.Success)]
    [InlineData(200, "null", EventVerdict.Success)]
    [InlineData(200, "{}", EventVerdict.Success)]
    [InlineData(200, "{\"status\":\"\"}", EventVerdict.Success)]
    [InlineData(200, "{\"status\":null}", EventVerdict.Success)]
    [InlineData(200, "{\"status\":5}", EventVerdict.Success)]
    [InlineData(200, "{\"status\":\"SUCCESS\"}", EventVerdict.Success)]
    [InlineData(200, "{\"status\":\"RETRY\"}", EventVerdict.Retry)]
    [InlineData(200, "{\"Status\":\"RETRY\"}", EventVerdict.Retry)]
    [InlineData(201, "{\"x\":1, \"status\":\"DROP\"}", EventVerdict.Drop)]
    [InlineData(200, "{\"status\":\"success\"}", EventVerdict.Retry)]
    [InlineData(200, "{\"status\":\"OK\"}", EventVerdict.Retry)]
    [InlineData(404, "{\"status\":\"SUCCESS\"}", EventVerdict.Drop)]
    [InlineData(199, "", EventVerdict.Retry)]
    [InlineData(302, "", EventVerdict.Retry)]
    [InlineData(400, "", EventVerdict.Retry)]
    [InlineData(403, "", EventVerdict.Retry)]
    [InlineData(500, "{\"status\":\"SUCCESS\"}", EventVerdict.Retry)]
    [InlineData(503, "", EventVerdict.Retry)]
    public void Answer_IsAVerdict(int status, string body, EventVerdict wanted)
    {
        var answer = HttpEventAnswer.Read((HttpStatusCode)status, Encoding.UTF8.GetBytes(body));

        Assert.Equal(wanted, answer.Verdict);
        Assert.Equal(wanted == EventVerdict.Success, answer.Reason.Length == 0);
    }
}
