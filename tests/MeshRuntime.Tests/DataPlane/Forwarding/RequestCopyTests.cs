using System.Net;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.Tests.DataPlane.Forwarding;

public sealed class RequestCopyTests
{
    [Fact]
    public void PathAndQuery_AreTheCallsOwn_NotUrisIdeaOfThem()
    {
        var request = Create(ACall.With(path: "/a%2525/%25%32%65/b", query: "?x=%2e%2E/../&y"));

        Assert.Equal("/a%2525/%252e/b?x=%2e%2E/../&y", request.RequestUri?.PathAndQuery);
        Assert.Equal("http://10.0.0.7:50002", request.RequestUri?.GetLeftPart(UriPartial.Authority));
    }

    [Fact]
    public void Version_IsExactlyTheOneAsked()
    {
        var request = Create(ACall.With());

        Assert.Equal((HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact), (request.Version, request.VersionPolicy));
    }

    [Fact]
    public void HeaderOfSeveralValues_KeepsThemAll()
    {
        var request = Create(ACall.With(headers: new HeaderDictionary { ["X-Many"] = new StringValues(["a", "b, c"]) }));

        Assert.Equal(["a", "b, c"], request.Headers.NonValidated["X-Many"]);
    }

    [Fact]
    public void HeaderOfTheBody_IsThereOnceAfterASecondAttempt()
    {
        var call = ACall.With("PUT", body: ACall.Body("{}"), headers: new HeaderDictionary { ["Content-Type"] = "application/json" });

        Create(call);
        var second = Create(call);

        Assert.Equal(["application/json"], second.Content!.Headers.NonValidated["Content-Type"]);
    }

    [Fact]
    public void TraceContextAndWhatIsNotOurs_PassOn_AndWhatEndsHereDoesNot()
    {
        var request = Create(ACall.With(headers: new HeaderDictionary
        {
            ["traceparent"] = "00-1-2-01",
            ["Authorization"] = "Bearer x",
            ["Connection"] = "X-Hop",
            ["X-Hop"] = "1",
            ["dapr-app-id"] = "orders",
            ["Expect"] = "100-continue",
            ["Host"] = "localhost:3500",
        }));

        Assert.Equal(["Authorization", "traceparent"], request.Headers.NonValidated.Select(header => header.Key).Order());
    }

    [Fact]
    public void RequestWithoutBody_HasNone_OverHttp2() => Assert.Null(Create(ACall.With("POST")).Content);

    [Fact]
    public void HeaderThatCannotBeOne_AddsNoBody()
    {
        var request = Create(ACall.With(headers: new HeaderDictionary { ["bad header"] = "x" }));

        Assert.Null(request.Content);
        Assert.Empty(request.Headers);
    }

    [Fact]
    public void GrpcCall_KeepsItsMetadata_AsksForTrailers_AndSaysHowMuchTimeIsLeft()
    {
        var clock = new ManualClock();
        using var deadline = new CallDeadline(TimeSpan.FromSeconds(3), clock, default);
        clock.Advance(TimeSpan.FromSeconds(1));

        var request = Create(ACall.With("POST", "/a.B/C", kind: CallKind.Grpc, deadline: deadline, headers: new HeaderDictionary
        {
            ["grpc-timeout"] = "3S",
            ["grpc-encoding"] = "gzip",
            ["x-trace-bin"] = "AAEC",
            ["te"] = "trailers",
            ["dapr-app-id"] = "orders",
        }));

        Assert.Equal(["grpc-encoding", "grpc-timeout", "te", "x-trace-bin"], request.Headers.NonValidated.Select(header => header.Key.ToLowerInvariant()).Order());
        Assert.Equal(["trailers"], request.Headers.NonValidated["te"]);
        var left = request.Headers.NonValidated["grpc-timeout"].ToString();
        Assert.True(GrpcTimeout.TryParse(left, out var parsed), left);
        Assert.Equal(TimeSpan.FromSeconds(2), parsed);
    }

    private static HttpRequestMessage Create(MeshCall call) => RequestCopy.Create(call, "http://10.0.0.7:50002", HttpVersion.Version20);
}
