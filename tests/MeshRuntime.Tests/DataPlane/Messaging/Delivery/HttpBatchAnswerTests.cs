using System.Net;
using System.Text;
using MeshRuntime.DataPlane.Messaging.Delivery;

namespace MeshRuntime.Tests.DataPlane.Messaging.Delivery;

public sealed class HttpBatchAnswerTests
{
    [Theory]
    [InlineData(200, """{"statuses":[{"entryId":"1","status":"DROP"},{"entryId":"0","status":"SUCCESS"},{"entryId":"9","status":"SUCCESS"}]}""", "Success Drop")]
    [InlineData(200, """{"Statuses":[{"EntryId":"0","Status":"SUCCESS"},{"entryID":"1","status":"RETRY"}]}""", "Success Retry")]
    [InlineData(200, """{"statuses":[{"entryId":"1","status":"SUCCESS"}]}""", "Retry Success")]
    [InlineData(200, """{"statuses":[{"entryId":"0","status":""},{"entryId":"1","status":"success"}]}""", "Retry Retry")]
    [InlineData(200, """{"statuses":[{"entryId":"0"},{"entryId":"1","status":null}]}""", "Retry Retry")]
    [InlineData(200, "", "Retry Retry")]
    [InlineData(200, "{}", "Retry Retry")]
    [InlineData(200, "ok", "Retry Retry")]
    [InlineData(200, "[]", "Retry Retry")]
    [InlineData(200, """{"statuses":null}""", "Retry Retry")]
    [InlineData(200, """{"statuses":[7]}""", "Retry Retry")]
    [InlineData(200, """{"statuses":[{"status":"SUCCESS"}]}""", "Retry Retry")]
    [InlineData(200, """{"statuses":[{"entryId":"\ud800","status":"SUCCESS"}]}""", "Retry Retry")]
    [InlineData(404, "", "Unwanted Unwanted")]
    [InlineData(500, """{"statuses":[{"entryId":"0","status":"SUCCESS"}]}""", "Retry Retry")]
    public void Answer_IsAVerdictForEachEntry(int status, string body, string wanted)
    {
        var batch = Received.Batch(Received.Event("{}"), Received.Event("{}"));

        Assert.Equal(wanted, string.Join(' ', HttpBatchAnswer.Read(batch, (HttpStatusCode)status, Encoding.UTF8.GetBytes(body)).Select(answer => answer.Verdict)));
    }
}
