using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Resilience;

public sealed class BreakerTableTests
{
    private readonly BreakerTable _table =
        new(new BreakerPlan("p"), 2, method => new Breaker(new BreakerPlan("p"), method, new ManualClock(), (_, _, _) => { }));

    [Fact]
    public void Method_KeepsItsBreaker() => Assert.Same(_table.Find("/a"), _table.Find("/a"));

    [Fact]
    public void PastTheLimit_TheOneUnusedForLongestIsForgotten()
    {
        var (a, b) = (_table.Find("/a"), _table.Find("/b"));
        _table.Find("/a");
        _table.Find("/c");

        Assert.Same(a, _table.Find("/a"));
        Assert.NotSame(b, _table.Find("/b"));
    }
}
