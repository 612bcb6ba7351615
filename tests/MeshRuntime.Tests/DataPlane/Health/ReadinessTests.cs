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

    [Fact]
    public void EachChange_EndsTheWaitForIt_AndNoOther()
    {
        var readiness = new Readiness();
        var changes = new List<Task>();
        foreach (var change in new[] { readiness.OutboundIsReady, readiness.AppIsReady, readiness.Stopping })
        {
            changes.Add(readiness.Changed);
            Assert.False(changes[^1].IsCompleted);
            Assert.False(readiness.IsStopping);
            change();
            Assert.True(changes[^1].IsCompletedSuccessfully);
        }

        Assert.True(readiness.IsStopping);
        Assert.False(readiness.Changed.IsCompleted);
    }
}
