using System.Text;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.DataPlane.Calls;

public sealed class GrpcAnswerTests
{
    public static TheoryData<GrpcAnswer> Answers => new(
        new GrpcAnswer(GrpcStatus.Ok, ""),
        new GrpcAnswer(GrpcStatus.Ok, "type.googleapis.com/shop.Order"),
        new GrpcAnswer(new GrpcStatus(GrpcCode.NotFound, "ö % \r\n 😀") { Details = new byte[] { 0, 127, 255, 1 } }, ""),
        new GrpcAnswer(new GrpcStatus(GrpcCode.Unauthenticated, ""), "ö/\u0001"));

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_ArrivesAsItWasWritten_OverBothHops(GrpcAnswer answer)
    {
        using var ofTheApp = new HttpResponseMessage();
        answer.WriteTo(ofTheApp.Headers);
        var onTheWire = new HeaderDictionary();
        GrpcAnswer.Copy(ofTheApp.Headers, onTheWire);
        using var received = new HttpResponseMessage();
        foreach (var (name, values) in onTheWire)
        {
            Assert.True(Ascii.IsValid(values.ToString()));
            received.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        Assert.Equal(answer, GrpcAnswer.Read(received.Headers));
    }

    [Fact]
    public void AnswerOfAnHttpApp_IsNone()
    {
        using var response = new HttpResponseMessage { Headers = { { "mesh-type-url", "x" }, { "mesh-grpc-message", "x" } } };

        Assert.Null(GrpcAnswer.Read(response.Headers));
    }

    [Theory]
    [InlineData("17")]
    [InlineData("-1")]
    [InlineData("five")]
    public void CodeThatNobodyKnows_IsUnknown(string code)
    {
        using var response = new HttpResponseMessage { Headers = { { "mesh-grpc-status", code }, { "mesh-grpc-details", "no*base64" } } };

        Assert.Equal(new GrpcAnswer(new GrpcStatus(GrpcCode.Unknown, ""), ""), GrpcAnswer.Read(response.Headers));
    }
}
