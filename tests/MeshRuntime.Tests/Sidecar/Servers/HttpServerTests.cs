using MeshRuntime.Sidecar.Servers;
using MeshRuntime.Sidecar.Shedding;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class HttpServerTests
{
    // Uploads whose app has no place for them are not read. Together they must not use up the window that the one being served needs.
    [Theory]
    [InlineData(128 * 1024, 1024)]
    [InlineData(64 * 1024, 100)]
    public void UnreadStreams_LeaveTheConnectionAWindow(int streamBytes, int streams)
    {
        var limits = new KestrelServerOptions().Limits.Http2;
        limits.MaxStreamsPerConnection = streams;

        HttpServer.SetWindows(limits, new Room(null, null, 16 * 1024, streamBytes));

        Assert.Equal(streamBytes, limits.InitialStreamWindowSize);
        Assert.InRange(limits.InitialConnectionWindowSize, (long)limits.InitialStreamWindowSize * streams, int.MaxValue);
    }

    // Kestrel adds a second and looks once a second; before it, a beginning like that of HTTP/2 has a second.
    [Fact]
    public void HeadThatDoesNotEnd_IsCutWithinTenSeconds() => Assert.InRange(HttpServer.HeadLimit.TotalSeconds + 1 + 1 + 1, 5, 10);
}
