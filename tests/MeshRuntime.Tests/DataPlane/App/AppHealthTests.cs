using MeshRuntime.DataPlane.App;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.DataPlane.App;

public sealed class AppHealthTests
{
    private readonly AppHealth _health = new(threshold: 3, NullLogger.Instance);

    [Fact]
    public void BeforeTheFirstProbe_IsUnhealthy() => Assert.False(_health.IsHealthy);

    [Fact]
    public void OneSuccess_IsEnough()
    {
        Probe("no");
        Probe(null);

        Assert.True(_health.IsHealthy);
    }

    [Fact]
    public void FailuresAtTheThreshold_MakeItUnhealthy_AndOneUnderDoNot()
    {
        Probe(null, "no", "no");
        Assert.True(_health.IsHealthy);

        Probe("no");
        Assert.False(_health.IsHealthy);
    }

    [Fact]
    public void SuccessBetweenFailures_BeginsTheCountAnew()
    {
        Probe(null, "no", "no", null, "no", "no");

        Assert.True(_health.IsHealthy);
    }

    [Fact]
    public void ManyFailures_NeedNoMoreThanOneSuccess()
    {
        Probe(null);
        Probe([.. Enumerable.Repeat("no", 100)]);
        Probe(null);

        Assert.True(_health.IsHealthy);
    }

    private void Probe(params string?[]? failures)
    {
        foreach (var failure in failures ?? [null])
        {
            _health.Probed(failure);
        }
    }
}
