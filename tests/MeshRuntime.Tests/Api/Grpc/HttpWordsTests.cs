using System.Text;
using MeshRuntime.Api.Grpc;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Rpc;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class HttpWordsTests
{
    [Theory]
    [InlineData(200, GrpcCode.Ok)]
    [InlineData(299, GrpcCode.Ok)]
    [InlineData(302, GrpcCode.Unknown)]
    [InlineData(400, GrpcCode.Internal)]
    [InlineData(401, GrpcCode.Unauthenticated)]
    [InlineData(403, GrpcCode.PermissionDenied)]
    [InlineData(404, GrpcCode.NotFound)]
    [InlineData(408, GrpcCode.Cancelled)]
    [InlineData(409, GrpcCode.AlreadyExists)]
    [InlineData(418, GrpcCode.Unknown)]
    [InlineData(429, GrpcCode.ResourceExhausted)]
    [InlineData(500, GrpcCode.Unknown)]
    [InlineData(501, GrpcCode.Unimplemented)]
    [InlineData(502, GrpcCode.Unknown)]
    [InlineData(503, GrpcCode.Unavailable)]
    [InlineData(504, GrpcCode.DeadlineExceeded)]
    public void HttpStatus_HasItsCode(int status, GrpcCode code) => Assert.Equal(code, HttpWords.CodeOf(status));

    [Theory]
    [InlineData(404, "Not Found")]
    [InlineData(413, "Request Entity Too Large")]
    [InlineData(418, "I'm a teapot")]
    [InlineData(500, "Internal Server Error")]
    [InlineData(599, "")]
    public void Words_AreGos(int status, string text)
    {
        var (words, info) = (HttpWords.StatusOf(status, "why"), InfoOf(HttpWords.StatusOf(status, "why")));

        Assert.Equal((text, text), (words.Message, info.Reason));
        Assert.Equal((status.ToString(System.Globalization.CultureInfo.InvariantCulture), "why"), (info.Metadata["http.code"], info.Metadata["http.error_message"]));
    }

    [Theory]
    [InlineData(62, 62)]
    [InlineData(63, 63)]
    [InlineData(64, 63)]
    public void Detail_IsCutTo63Bytes(int length, int kept) =>
        Assert.Equal(new string('x', kept), InfoOf(HttpWords.StatusOf(500, new string('x', length))).Metadata["http.error_message"]);

    [Theory]
    [InlineData("ö", 31)] // 2 bytes each
    [InlineData("€", 21)] // 3
    [InlineData("😀", 15)] // 4, and two chars
    public void Detail_IsNotCutInsideALetter(string letter, int kept)
    {
        var detail = InfoOf(HttpWords.StatusOf(500, string.Concat(Enumerable.Repeat(letter, 100)))).Metadata["http.error_message"];

        Assert.Equal(string.Concat(Enumerable.Repeat(letter, kept)), detail);
        Assert.InRange(Encoding.UTF8.GetByteCount(detail), 60, 63);
    }

    private static ErrorInfo InfoOf(GrpcStatus status)
    {
        var rich = Status.Parser.ParseFrom(status.Details.Span);
        Assert.Equal(((int)status.Code, status.Message), (rich.Code, rich.Message));
        return Assert.Single(rich.Details).Unpack<ErrorInfo>();
    }
}
