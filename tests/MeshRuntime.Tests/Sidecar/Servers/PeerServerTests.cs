using MeshRuntime.Sidecar.Servers;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class PeerServerTests
{
    [Fact]
    public void SlowApp_IsNotAReasonToEndAConnectionThatManyCallsShare()
    {
        var options = new KestrelServerOptions();

        PeerServer.Limit(options);

        Assert.Null(options.Limits.MinRequestBodyDataRate);
        Assert.Null(options.Limits.MinResponseDataRate);
        Assert.Null(options.Limits.MaxRequestBodySize);
    }
}
