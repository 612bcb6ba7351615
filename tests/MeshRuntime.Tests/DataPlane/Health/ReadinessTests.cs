using MeshRuntime.DataPlane.Health;

namespace MeshRuntime.Tests.DataPlane.Health;

public sealed class ReadinessTests
{
    [Fact]
    public void Stop_IsFinal_WhateverStillArrives()
    {
        // Race: the app begins to listen while the sidecar stops.
        var readiness = new Readiness();
        readiness.OutboundIsReady();
        readiness.Stopping();

        readiness.AppIsReady();
        readiness.OutboundIsReady();

        Assert.False(readiness.IsReady);
        Assert.False(readiness.IsOutboundReady);
        Assert.Equal(["shutdown"], readiness.WaitingFor);
    }
}
