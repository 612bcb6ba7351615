using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class GrpcStatusWriterTests
{
    private static readonly GrpcStatus Full = new(GrpcCode.NotFound, "no order\n7") { Details = new byte[] { 1, 2, 3, 4 } };

    [Fact]
    public void TrailersOnly_AreResponseHeadersOfA200()
    {
        var response = new DefaultHttpContext().Response;
        response.StatusCode = 404;
        GrpcStatusWriter.WriteTrailersOnly(response, Full);
        Assert.Equal(200, response.StatusCode);
        Assert.Equal("application/grpc", response.ContentType);
        Assert.Equal("5", response.Headers["grpc-status"]);
        Assert.Equal("no order%0A7", response.Headers["grpc-message"]);
        Assert.Equal("AQIDBA", response.Headers["grpc-status-details-bin"]);
    }

    [Fact]
    public void Trailers_LeaveTheHeadersAlone()
    {
        var (response, trailers) = ResponseWithTrailers();
        GrpcStatusWriter.WriteTrailers(response, Full);
        Assert.Empty(response.Headers);
        Assert.Equal(["grpc-status", "grpc-message", "grpc-status-details-bin"], trailers.Keys);
    }

    [Fact]
    public void Ok_IsANumberAndNothingElse()
    {
        var (response, trailers) = ResponseWithTrailers();
        GrpcStatusWriter.WriteTrailers(response, GrpcStatus.Ok);
        Assert.Equal("0", Assert.Single(trailers).Value);
    }

    [Fact]
    public void NoTrailersOnThisProtocol_IsAnError() =>
        Assert.Throws<InvalidOperationException>(() => GrpcStatusWriter.WriteTrailers(new DefaultHttpContext().Response, Full));

    private static (HttpResponse Response, IHeaderDictionary Trailers) ResponseWithTrailers()
    {
        var http = new DefaultHttpContext();
        var trailers = new Trailing();
        http.Features.Set<IHttpResponseTrailersFeature>(trailers);
        return (http.Response, trailers.Trailers);
    }

    private sealed class Trailing : IHttpResponseTrailersFeature
    {
        public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();
    }
}
